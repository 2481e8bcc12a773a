using System.Security.Claims;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Mail;
using Platform.Kernel.Security;

namespace Platform.Kernel.Identity;

/// <summary>A signed-in user as every request sees him: his session, his role and his profile.</summary>
public sealed record Principal(Guid SessionId, Scope Scope, string Role, DateTimeOffset ExpiresAt, Profile Profile)
{
    public const string Admin = "admin";
    public const string Member = "user";

    internal ClaimsPrincipal Claims { get; } = new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, Profile.Id.ToString()), new Claim(ClaimTypes.Role, Role)], BearerHandler.Scheme));
}

/// <summary>What a user may know of himself.</summary>
public sealed record Profile(
    Guid Id, string Username, string Email, string Avatar, Json Settings, Json Info, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Reads who stands behind a session. Crosses tenants: the tenant is what it finds out.</summary>
internal sealed class PrincipalReader(NpgsqlDataSource database, Secrets secrets, IOptions<IdentityOptions> options)
{
    private readonly HashSet<string> admins = [.. options.Value.Admins.Select(Emails.Normalize)];

    /// <returns>Null when the session is unknown, over or revoked, or its user disabled.</returns>
    public async Task<Principal?> ReadAsync(Guid sessionId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            SELECT s.tenant_id, s.expires_at, u.id, u.username, u.email, u.avatar, u.settings, u.info, u.created_at, u.updated_at,
                u.organization_id IS NULL AND u.verified_email_hash IS NOT DISTINCT FROM u.email_hash
            FROM identity.sessions s
            JOIN identity.users u ON u.id = s.user_id AND u.tenant_id = s.tenant_id
            JOIN identity.tenants t ON t.id = u.tenant_id AND t.is_active AND t.deleted_at IS NULL
            WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL
            """)
        { Parameters = { new() { Value = sessionId }, new() { Value = now.UtcDateTime } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var profile = new Profile(
            reader.GetGuid(2), reader.GetString(3), await secrets.OpenAsync(reader.GetGuid(0), reader.GetString(4), cancellation), reader.GetString(5),
            new Json(reader.GetString(6)), new Json(reader.GetString(7)),
            reader.GetFieldValue<DateTimeOffset>(8), reader.GetFieldValue<DateTimeOffset>(9));
        return new Principal(sessionId, Scope.Of(reader.GetGuid(0), profile.Id), RoleOf(profile.Email, reader.GetBoolean(10)), reader.GetFieldValue<DateTimeOffset>(1), profile);
    }

    public string RoleOf(User user, string email) => RoleOf(email, user.OrganizationId is null && user.HasVerifiedEmail);

    /// <param name="isProof">Whether the address is verified, and its user nobody's member: an administrator who sets somebody's password could be him.</param>
    private string RoleOf(string email, bool isProof) => isProof && admins.Contains(email) ? Principal.Admin : Principal.Member;
}
