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

    public Field<T>? Find(string name) => all.FirstOrDefault(f =>
        f.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || f.Name.Equals(Camel(name), StringComparison.OrdinalIgnoreCase));

    private static string Camel(string name) => string.Concat(name.Split('_').Select((part, i) =>
        i == 0 || part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}

/// <summary>Members of answers that are loaded for all rows at once.</summary>
internal sealed record Computed<T>(IReadOnlyList<string> Names, Func<CrudContext, IReadOnlyList<T>, CancellationToken, Task<Func<T, IReadOnlyList<object?>>>> LoadAsync);

/// <summary>A query parameter of a list.</summary>
internal sealed record ListFilter<T>(string Name, Func<CrudContext, string, CancellationToken, Task<Expression<Func<T, bool>>?>> ConditionAsync);

/// <summary>A member of bodies without a column of its own.</summary>
internal sealed record Input(string Name, Type Clr, FieldType Type);
