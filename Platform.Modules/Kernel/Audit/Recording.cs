using Platform.Kernel.Data;

namespace Platform.Kernel.Audit;

/// <summary>Rows of this type are not part of recorded actions, and undo leaves them alone.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotRecordedAttribute : Attribute;

/// <summary>The value is kept for undo, and never shown in the audit log.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HiddenAttribute : Attribute;

/// <summary>Hears, after the commit, of every recorded action, undo and redo: where caches are told to forget.</summary>
public interface IActionListener
{
    Task OnActionAsync(RecordedAction action, CancellationToken cancellation);
}

/// <param name="Types">The types of the rows that changed.</param>
public sealed record RecordedAction(string ResourceKind, string ResourceId, Guid TenantId, IReadOnlySet<Type> Types);

/// <summary>A rule over rows of one type that an undo or redo must keep, too.</summary>
public interface IRewindRule
{
    Type RowType { get; }

    /// <summary>Called before the rows are read, in the transaction of the undo.</summary>
    Task LockAsync(PlatformDb db, CancellationToken cancellation);

    /// <summary>Whether the rows may become what the context is about to save.</summary>
    Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation);
}
