using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Platform.Kernel.Text;

namespace Platform.Kernel.Crud;

/// <summary>One field of a resource: where its value lives, what a client may send, and how it is found, sorted and shown.</summary>
internal sealed class Field<T>
{
    private readonly NullabilityInfo nullability;
    private readonly Action<Utf8JsonWriter, T>? direct;
    private Func<object, string?>? check;

    public Field(string name, LambdaExpression value)
    {
        (Name, ShownName) = (name, name);
        Value = value;
        var property = (PropertyInfo)((MemberExpression)value.Body).Member;
        nullability = new NullabilityInfoContext().Create(property);
        Type = FieldType.Of(property.PropertyType);
        Clr = property.PropertyType;
        Property = property.Name;
        Set = property.SetMethod is null ? null : (row, v) => property.SetValue(row, v);
        var boxed = Expression.Lambda<Func<T, object?>>(Expression.Convert(value.Body, typeof(object)), value.Parameters);
        Get = boxed.Compile();
        direct = Direct(value.Compile());
    }

    public string Name { get; }

    /// <summary>The name that answers use.</summary>
    public string ShownName { get; init; }

    /// <summary>All names that answers use, encoded once.</summary>
    public JsonEncodedText[] ShownTexts => field ??= [.. AlsoShownAs.Prepend(ShownName).Select(name => JsonEncodedText.Encode(name))];

    /// <summary>The name of the property that holds it.</summary>
    public string Property { get; }

    public LambdaExpression Value { get; }

    public Type Clr { get; }

    public FieldType Type { get; private set; }

    public Func<T, object?> Get { get; }

    public Action<T, object?>? Set { get; }

    public IReadOnlyList<string> AlsoShownAs { get; private set; } = [];

    public bool IsRequired { get; private set; }

    public bool IsReadOnly { get; private set; }

    public bool IsShown { get; private set; } = true;

    public bool IsSearched { get; private set; }

    public bool IsSorted { get; private set; }

    public bool IsFiltered { get; private set; }

    public bool IsEncryptable { get; private set; }

    public int? MaxLength { get; private set; }

    public bool IsNullable => nullability.WriteState == NullabilityState.Nullable || Nullable.GetUnderlyingType(Clr) is not null;

    /// <summary>A create must send it, and it may not be empty.</summary>
    public Field<T> Required() { IsRequired = true; return this; }

    /// <summary>The server decides it; what a client sends is ignored.</summary>
    public Field<T> ReadOnly() { IsReadOnly = true; return this; }

    public Field<T> NotShown() { IsShown = false; return this; }

    /// <summary>The list's <c>search</c> looks into it.</summary>
    public Field<T> Searched() { IsSearched = true; return this; }

    public Field<T> Sorted() { IsSorted = true; return this; }

    /// <summary>A query parameter of its name keeps the rows with one of its comma-separated values.</summary>
    public Field<T> Filtered() { IsFiltered = true; return this; }

    /// <summary>A tenant may have it encrypted: then the table holds ciphertext, and searches go by hashed words.</summary>
    public Field<T> Encryptable() { IsEncryptable = true; return this; }

    /// <summary>An amount of money, which travels as text.</summary>
    public Field<T> Amount() { Type = FieldType.Amount; return this; }

    /// <summary>A number that is read as text, too: some answers show it so.</summary>
    public Field<T> OrText() { Type = FieldType.NumberOrText; return this; }

    public Field<T> Max(int length) { MaxLength = length; return this; }

    /// <summary>Other names under which answers carry it too.</summary>
    public Field<T> As(params string[] names) { AlsoShownAs = names; return this; }

    /// <param name="rule">Says what is wrong with a value, or null.</param>
    public Field<T> Check<TValue>(Func<TValue, string?> rule) { check = value => rule((TValue)value); return this; }

    public Field<T> OneOf(params string[] values)
    {
        Choices = values;
        return Check<string>(value => values.Contains(value) ? null : $"must be one of {string.Join(", ", values)}");
    }

    /// <summary>The values that there are; null where it is not a few.</summary>
    public IReadOnlyList<string>? Choices { get; private set; }

    /// <summary>Reads a value that a client sent.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Read(JsonElement sent, out object? value)
    {
        value = null;
        if (sent.ValueKind is JsonValueKind.Null)
        {
            return IsRequired || !IsNullable ? "is required" : null;
        }

        value = Type.Read(sent);
        return value switch
        {
            null => $"must be {Type.Expects}",
            string text when IsRequired && UnicodeText.IsBlank(text) => "is required",
            string text when text.Length > (MaxLength ?? 10_000) => $"must have at most {MaxLength ?? 10_000} characters",
            _ => check?.Invoke(value),
        };
    }

    /// <summary>Whether it writes what the row has; otherwise somebody opens or translates the value first.</summary>
    public bool WritesItself => direct is not null;

    /// <param name="value">What to write where it does not write itself.</param>
    public void Write(Utf8JsonWriter json, T row, object? value)
    {
        if (direct is not null)
        {
            direct(json, row);
        }
        else if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Type.Write(json, value);
        }
    }

    /// <summary>A list has thousands of ids and times: as objects, each would be garbage.</summary>
    private static Action<Utf8JsonWriter, T>? Direct(Delegate get) => get switch
    {
        Func<T, Guid> id => (json, row) => json.WriteStringValue(id(row)),
        Func<T, Guid?> id => (json, row) => WriteOrNull(json, id(row), (j, value) => j.WriteStringValue(value)),
        Func<T, bool> flag => (json, row) => json.WriteBooleanValue(flag(row)),
        Func<T, int> number => (json, row) => json.WriteNumberValue(number(row)),
        Func<T, int?> number => (json, row) => WriteOrNull(json, number(row), (j, value) => j.WriteNumberValue(value)),
        Func<T, DateTimeOffset> time => (json, row) => json.WriteStringValue(time(row).UtcDateTime),
        Func<T, DateTimeOffset?> time => (json, row) => WriteOrNull(json, time(row), (j, value) => j.WriteStringValue(value.UtcDateTime)),
        _ => null,
    };

    private static void WriteOrNull<TValue>(Utf8JsonWriter json, TValue? value, Action<Utf8JsonWriter, TValue> write) where TValue : struct
    {
        if (value is { } known)
        {
            write(json, known);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
