namespace Platform.Kernel.Audit;

/// <summary>Names what a request does, so that its save is recorded as one action that can be undone.</summary>
public sealed class Actions
{
    internal PendingAction? Pending { get; private set; }

    /// <summary>The next save of the request is this action: whatever tracked rows it changes are recorded and undone together.</summary>
    /// <param name="command">What is done, such as <c>auth.users.create</c>.</param>
    /// <param name="label">The same for people, such as <c>Create user</c>.</param>
    /// <param name="resourceKind">What it is done to, such as <c>auth.user</c>.</param>
    public void Begin(string command, string label, string resourceKind, Guid resourceId) =>
        Pending = new PendingAction(command, label, resourceKind, resourceId.ToString());

    internal PendingAction? Take()
    {
        var pending = Pending;
        Pending = null;
        return pending;
    }
}

internal sealed record PendingAction(string Command, string Label, string ResourceKind, string ResourceId);
