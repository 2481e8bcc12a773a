using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Auth.Consents;

/// <summary>Something that a user agreed to, with a keyed hash by which a later change of the row shows.</summary>
[AppendOnly]
public sealed class UserConsent : ITenantOwned
{
    private const int MaxTypes = 10;
    private const int MaxType = 50;

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }

    /// <summary>Such as <c>terms</c> or <c>newsletter</c>.</summary>
    public required string Type { get; init; }

    public required string Address { get; init; }
    public DateTimeOffset GrantedAt { get; init; }
    public byte[] Proof { get; private set; } = [];

    /// <param name="types">What he agreed to, comma-separated.</param>
    internal static IEnumerable<UserConsent> Given(User user, string types, string address, TenantSecrets secrets, DateTimeOffset now) => ValueList.First(types)
        .Where(t => t.Length <= MaxType && !t.Any(char.IsControl)).Distinct(StringComparer.Ordinal).Take(MaxTypes)
        .Select(type =>
        {
            var consent = new UserConsent { TenantId = user.TenantId, UserId = user.Id, Type = type, Address = address, GrantedAt = now };
            consent.Proof = secrets.Lookup(consent.Facts());
            return consent;
        });

    internal bool IsWhole(TenantSecrets secrets) => Proof.AsSpan().SequenceEqual(secrets.Lookup(Facts()));

    private string Facts() => string.Create(CultureInfo.InvariantCulture, $"{Id}|{TenantId}|{UserId}|{Type}|{Address}|{GrantedAt.UtcDateTime:O}");
}

internal sealed class UserConsentTable : IEntityTypeConfiguration<UserConsent>
{
    public void Configure(EntityTypeBuilder<UserConsent> builder)
    {
        builder.ToTable("user_consents", "auth");
        builder.Property(c => c.Type).HasMaxLength(50);
        builder.Property(c => c.Address).HasMaxLength(64);
        builder.HasIndex(c => c.UserId);
    }
}
