using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Audit;

/// <summary>Rows of this type are no part of changes: they may be saved without one, are not in the audit log, and undo leaves them alone.</summary>
/// <param name="reason">Why, for whoever reads it.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotRecordedAttribute(string reason) : Attribute
{
    public string Reason => reason;
}

/// <summary>The value is kept for undo, and never shown in the audit log.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HiddenAttribute : Attribute;

/// <summary>Undo and redo leave the value of a row that is there as it is; only a row that comes back brings it along.</summary>
/// <param name="reason">Why, for whoever reads it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeptByUndoAttribute(string reason) : Attribute
{
    public string Reason => reason;
}

/// <summary>Hears, after the commit, of every recorded change, undo and redo: where caches are told to forget.</summary>
public interface IChangeListener
{
    Task OnCommittedAsync(CommittedChange change, CancellationToken cancellation);
}

/// <param name="Types">The types of the rows that changed.</param>
public sealed record CommittedChange(string ResourceKind, string ResourceId, Guid TenantId, IReadOnlySet<Type> Types);

/// <summary>A rule over rows of one type that every change of them keeps, whoever writes them: verbs, the kit, undo and redo alike.</summary>
internal interface IChangeRule
{
    Type RowType { get; }

    /// <summary>Called with the rows as they are about to be saved, in the transaction of the change. May bring further rows in line.</summary>
    /// <returns>Why they may not be saved; null when they may.</returns>
    Task<Problem?> CheckAsync(PlatformDb db, Caller caller, CancellationToken cancellation);
}

/// <summary>What undo and redo need besides the rules of the rows: locks, and what other requests do by what they were sent.</summary>
internal interface IUndoRule
{
    Type RowType { get; }

    /// <summary>The locks that a change of such rows begins with.</summary>
    IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [];

    /// <summary>Whether the rows may become what the context is about to save.</summary>
    Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation) => Task.FromResult(true);
}
