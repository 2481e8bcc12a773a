using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Kernel.Identity;

/// <summary>A person who may sign in.</summary>
/// <remarks>
/// Whoever signs in through a provider for the first time gets a tenant of his own and belongs to no organization;
/// members of an organization are made by its administrators.
/// </remarks>
public sealed class User : ITenantOwned, IRow, ICustomized
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }

    [SortedText]
    public required string Username { get; set; }

    [KeyOf(nameof(Username))]
    public string UsernameKey { get; private init; } = "";

    /// <summary>Ciphertext where the tenant has it encrypted; <see cref="UserTexts"/> writes and reads it.</summary>
    [SortedText]
    public required string Email { get; set; }

    /// <summary>By which the address is found and compared, in whichever tenant.</summary>
    [Hidden]
    public required byte[] EmailHash { get; set; }

    /// <summary>
    /// The <see cref="EmailHash"/> of the address that a provider or a mail has proved to be this user's. Whoever writes another address leaves it behind:
    /// of that one it says nothing.
    /// </summary>
    [Hidden]
    [KeptByUndo("a proof is no part of what somebody wrote, and what proves it now may be another's")]
    public byte[]? VerifiedEmailHash { get; set; }
    public string Avatar { get; set; } = "";
    public Json Settings { get; set; } = Json.Empty;
    public Json Info { get; set; } = Json.Empty;

    /// <summary>The name that colleagues see; ciphertext where the tenant has it encrypted.</summary>
    [SortedText]
    public string? Name { get; set; }

    /// <summary>Null for whoever signs in through a provider only, or has not accepted his invitation yet.</summary>
    [Hidden]
    [KeptByUndo("a former password may be known to others, and sessions go by the present one")]
    public string? PasswordHash { get; set; }

    /// <summary>The organization that the user belongs to; null for members of the trading surface.</summary>
    public Guid? OrganizationId { get; set; }
    public bool IsConfirmed { get; set; }
    public DateTimeOffset? LastLoginAt { get; set; }

    /// <summary>Values of custom fields.</summary>
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Since when the user may not sign in. The row keeps its e-mail address, so nobody else can take it.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Whether the address proves something. Those of an organization's members are proofs to nobody but the organization: its administrators may set their passwords.</summary>
    public bool HasVerifiedEmail => VerifiedEmailHash is { } verified && verified.AsSpan().SequenceEqual(EmailHash);

    /// <summary>A provider or a mail has proved that an address is the user's; of another one than he has it proves nothing.</summary>
    /// <param name="proven">The hash of that address; his own without one.</param>
    public void VerifyEmail(byte[]? proven = null) => VerifiedEmailHash = proven is null || proven.AsSpan().SequenceEqual(EmailHash) ? EmailHash : VerifiedEmailHash;
}

internal sealed class UserTable : IEntityTypeConfiguration<User>
{
    public const string UniqueEmail = "ux_users_email";
    public const string UniqueEmailInTenant = "ux_users_tenant_id_email";
    public const string UniqueUsername = "ux_users_username";

    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users", "identity");
        builder.Property(u => u.Username).HasMaxLength(50);
        builder.Property(u => u.PasswordHash).HasMaxLength(200);
        builder.HasIndex(u => new { u.TenantId, u.OrganizationId });
        builder.Property(u => u.Avatar).HasMaxLength(2048);
        builder.Ignore(u => u.HasVerifiedEmail);
        builder.HasIndex(u => u.VerifiedEmailHash).IsUnique().HasDatabaseName(UniqueEmail).HasFilter("organization_id IS NULL");
        builder.HasIndex(u => new { u.TenantId, u.EmailHash }).IsUnique().HasDatabaseName(UniqueEmailInTenant);
        builder.HasIndex(u => u.EmailHash, "ix_users_email_hash");
        builder.HasIndex(u => u.UsernameKey).IsUnique().HasDatabaseName(UniqueUsername);
    }
}

/// <summary>A user's account at a provider such as Google, by which he signs in.</summary>
public sealed class ExternalIdentity : ITenantOwned
{
    public required string Provider { get; init; }
    public required string ProviderUserId { get; init; }
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ExternalIdentityTable : IEntityTypeConfiguration<ExternalIdentity>
{
    public void Configure(EntityTypeBuilder<ExternalIdentity> builder)
    {
        builder.ToTable("external_identities", "identity");
        builder.HasKey(e => new { e.Provider, e.ProviderUserId });
        builder.Property(e => e.Provider).HasMaxLength(20);
        builder.Property(e => e.ProviderUserId).HasMaxLength(200);
        builder.HasIndex(e => e.UserId);
    }
}
