using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Data;

/// <summary>A kind of advisory lock. Within a transaction locks are taken in ascending order, so that no two transactions wait for each other.</summary>
/// <param name="Name">Part of the key in PostgreSQL; never changed while versions run side by side.</param>
/// <param name="Guards">What it guards, for docs/locks.md.</param>
internal sealed record LockKind(string Name, int Order, string Guards)
{
    /// <summary>The lock of one thing.</summary>
    /// <param name="key">What tells the thing from others of the kind, across tenants.</param>
    public AdvisoryLock Of(string key) => new(this, key, IsShared: false);

    public AdvisoryLock Of(Guid key) => Of(key.ToString());

    /// <summary>Held by several at once; excludes whoever takes it alone.</summary>
    public AdvisoryLock Share(Guid key) => new(this, key.ToString(), IsShared: true);
}

/// <summary>One lock to take until the transaction ends.</summary>
internal readonly record struct AdvisoryLock(LockKind Kind, string Key, bool IsShared);

/// <summary>All advisory locks of the platform, in the order in which they are taken; docs/locks.md tells more, and a test compares the two.</summary>
internal static class AdvisoryLocks
{
    public static readonly LockKind OrganizationTree = new("directory.tree", 10, "the organizations of a tenant: their parents, and who works where");
    public static readonly LockKind EmailAddress = new("identity.email", 20, "an address, in whichever tenant: one member of an organization has it");
    public static readonly LockKind FieldDefinitions = new("entities.definitions", 30, "one entity of a tenant, and its custom fields");
    public static readonly LockKind EncryptionMap = new("entities.encryption", 40, "which fields of one entity of a tenant are ciphertext");
    public static readonly LockKind EntityRecord = new("entities.record", 50, "one record of a custom entity, also before there is a row to lock");
    public static readonly LockKind Pipelines = new("customers.pipelines", 60, "the pipelines and stages of a tenant; shared by changes of deals");
    public static readonly LockKind SidebarVariants = new("auth.sidebar_variants", 70, "the sidebar variants of one user");
    public static readonly LockKind Translation = new("translations.texts", 80, "the texts of one record in all languages");
    public static readonly LockKind IntegrationState = new("integrations.state", 90, "one integration of an organization");
    public static readonly LockKind BotKeys = new("trading.bot_keys", 95, "how many bot keys one user has");
    public static readonly LockKind SuperAdmins = new("access.super_admins", 100, "that a super-admin remains, in whichever tenant");

    public static readonly IReadOnlyList<LockKind> All =
        [OrganizationTree, EmailAddress, FieldDefinitions, EncryptionMap, EntityRecord, Pipelines, SidebarVariants, Translation, IntegrationState, BotKeys, SuperAdmins];

    /// <summary>Takes a lock within the open transaction of a context.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction, or it holds a lock that comes later in the order.</exception>
    public static async Task TakeAsync(this PlatformDb db, AdvisoryLock wanted, CancellationToken cancellation)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException($"The lock {wanted.Kind.Name} is taken outside a transaction.");
        var held = db.HeldLocks is { } locks && locks.Transaction == transaction.TransactionId ? locks : new HeldLocks(transaction.TransactionId);
        if (!held.Contains(wanted))
        {
            if (held.Last is { } last && last.Order > wanted.Kind.Order)
            {
                throw new InvalidOperationException($"The lock {wanted.Kind.Name} is taken after {last.Name}, which comes later in the order.");
            }

            var key = $"{wanted.Kind.Name}:{wanted.Key}";
            await (wanted.IsShared
                ? db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(hashtextextended({key}, 0))", cancellation)
                : db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", cancellation));
            held.Add(wanted);
        }

        db.HeldLocks = held;
    }
}

/// <summary>The locks that a transaction holds.</summary>
internal sealed class HeldLocks(Guid transaction)
{
    private readonly HashSet<AdvisoryLock> held = [];

    public Guid Transaction => transaction;

    public LockKind? Last { get; private set; }

    /// <summary>Whether the lock is held, alone where that is wanted.</summary>
    public bool Contains(AdvisoryLock wanted) => held.Contains(wanted) || (wanted.IsShared && held.Contains(wanted with { IsShared = false }));

    public void Add(AdvisoryLock taken)
    {
        held.Add(taken);
        Last = taken.Kind;
    }
}
