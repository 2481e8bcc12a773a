namespace Platform.Kernel.Crud;

/// <summary>A row that the CRUD kit serves.</summary>
public interface IRow
{
    Guid Id { get; }
    DateTimeOffset CreatedAt { get; }
    DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A row with fields that its tenant has defined.</summary>
public interface ICustomized
{
    /// <summary>A JSON object of values by key (jsonb).</summary>
    string Custom { get; set; }
}
