using System.Linq.Expressions;
using System.Text.Json;

namespace Platform.Kernel.Crud;

/// <summary>The fields of a resource, in the order in which they are shown.</summary>
internal sealed class Fields<T> where T : class, IRow
{
    private readonly List<Field<T>> all = [];
    private readonly List<Computed<T>> computed = [];
    private readonly List<ListFilter<T>> filters = [];
    private readonly List<Input> inputs = [];
    private bool showsSnakeCase;

    public IReadOnlyList<Field<T>> All => all;

    /// <summary>What answers carry.</summary>
    public Field<T>[] Shown => field ??= [.. all.Where(f => f.IsShown)];

    /// <summary>What a tenant may have encrypted.</summary>
    public Field<T>[] Encryptable => field ??= [.. all.Where(f => f.IsEncryptable)];

    public IReadOnlyList<Computed<T>> Computed => computed;

    public IReadOnlyList<ListFilter<T>> Filters => filters;

    public IReadOnlyList<Input> Inputs => inputs;

    /// <summary>From here on, answers carry the fields in snake_case; bodies and queries keep the names given.</summary>
    public void ShowSnakeCase() => showsSnakeCase = true;

    public Field<T> Add<TValue>(string name, Expression<Func<T, TValue>> value)
    {
        var field = new Field<T>(name, value) { ShownName = showsSnakeCase ? JsonNamingPolicy.SnakeCaseLower.ConvertName(name) : name };
        all.Add(field);
        return field;
    }

    /// <summary>A member of answers that takes more than the row: loaded once for all rows of an answer.</summary>
    public void Compute(string name, Func<CrudContext, IReadOnlyList<T>, CancellationToken, Task<Func<T, object?>>> load) =>
        Compute([name], async (context, rows, cancellation) =>
        {
            var value = await load(context, rows, cancellation);
            return row => [value(row)];
        });

    /// <summary>Several of them that are loaded together.</summary>
    public void Compute(IReadOnlyList<string> names, Func<CrudContext, IReadOnlyList<T>, CancellationToken, Task<Func<T, IReadOnlyList<object?>>>> load) =>
        computed.Add(new Computed<T>(names, load));

    /// <summary>A query parameter with a meaning of its own.</summary>
    /// <param name="condition">Turns its text into a condition; null refuses the text.</param>
    public void Filter(string name, Func<CrudContext, string, Expression<Func<T, bool>>?> condition) =>
        filters.Add(new ListFilter<T>(name, (context, text, _) => Task.FromResult(condition(context, text))));

    /// <summary>The same where the condition takes more than the text.</summary>
    public void FilterAsync(string name, Func<CrudContext, string, CancellationToken, Task<Expression<Func<T, bool>>?>> condition) =>
        filters.Add(new ListFilter<T>(name, condition));

    /// <summary>A member of bodies that the resource itself deals with.</summary>
    public void Input<TValue>(string name) => inputs.Add(new Input(name, typeof(TValue), FieldType.Of(typeof(TValue))));

    /// <summary>Has bodies name fields within an object, as answers show them: what was read can be sent back.</summary>
    /// <param name="shown">Members that answers have there besides, and writes pass over.</param>
    public void Nest(string name, IReadOnlyList<string> members, params IReadOnlyList<string> shown) => Nested = new NestedFields(name, members, shown);

    public NestedFields? Nested { get; private set; }

    public Field<T>? Find(string name) => all.FirstOrDefault(f =>
        f.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || f.Name.Equals(Camel(name), StringComparison.OrdinalIgnoreCase));

    private static string Camel(string name) => string.Concat(name.Split('_').Select((part, i) =>
        i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}

/// <summary>Members of answers that are loaded for all rows at once.</summary>
internal sealed record Computed<T>(IReadOnlyList<string> Names, Func<CrudContext, IReadOnlyList<T>, CancellationToken, Task<Func<T, IReadOnlyList<object?>>>> LoadAsync);

/// <summary>A query parameter of a list.</summary>
internal sealed record ListFilter<T>(string Name, Func<CrudContext, string, CancellationToken, Task<Expression<Func<T, bool>>?>> ConditionAsync);

/// <summary>An object in bodies whose members are fields.</summary>
internal sealed record NestedFields(string Name, IReadOnlyList<string> Members, IReadOnlyList<string> Shown)
{
    /// <summary>The body with the members of the object as its own.</summary>
    /// <param name="places">Where a member stands, for what is said of it.</param>
    public JsonElement Unfold(JsonElement body, Dictionary<string, string> places, Dictionary<string, string[]> errors)
    {
        if (!body.TryGetProperty(Name, out var inner) || inner.ValueKind == JsonValueKind.Null)
        {
            return body;
        }

        if (inner.ValueKind != JsonValueKind.Object)
        {
            errors[Name] = ["must be an object"];
            return body;
        }

        var unfolded = body.EnumerateObject().Where(m => m.Name != Name).ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        foreach (var member in inner.EnumerateObject().Where(m => !Shown.Contains(m.Name)))
        {
            var place = $"{Name}.{member.Name}";
            if (!Members.Contains(member.Name))
            {
                errors[place] = ["is not a field"];
            }
            else if (!unfolded.TryAdd(member.Name, member.Value) && !JsonElement.DeepEquals(unfolded[member.Name], member.Value))
            {
                errors[place] = [$"differs from {member.Name} beside {Name}"];
            }
            else
            {
                places[member.Name] = place;
            }
        }

        return JsonSerializer.SerializeToElement(unfolded);
    }
}

/// <summary>A member of bodies without a column of its own.</summary>
internal sealed record Input(string Name, Type Clr, FieldType Type);
