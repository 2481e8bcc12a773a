using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Mail;
using Platform.Kernel.Search;
using Platform.Kernel.Security;
using Platform.Kernel.Text;

namespace Platform.Kernel.Identity;

/// <summary>E-mail addresses and names of users: found by a keyed hash, ciphertext where their tenant wants it.</summary>
internal sealed class UserTexts(Secrets secrets, CustomFieldCatalog catalog, IndexReader index)
{
    /// <summary>The name under which tenants map what is encrypted of users.</summary>
    public const string EntityId = "auth:user";
    public const string EmailField = "email";
    public const string NameField = "name";

    /// <summary>What equal addresses have in common, whoever's they are.</summary>
    public async ValueTask<byte[]> HashAsync(string email, CancellationToken cancellation) =>
        (await secrets.OfPlatformAsync(cancellation)).Lookup(Emails.Normalize(email));

    /// <summary>The address as mail is sent to it.</summary>
    public ValueTask<string> EmailAsync(User user, CancellationToken cancellation) => secrets.OpenAsync(user.TenantId, user.Email, cancellation);

    /// <summary>Sets what is not null, in the form that the user's tenant wants.</summary>
    public async Task SetAsync(PlatformDb db, User user, string? email, string? name, CancellationToken cancellation)
    {
        var mapped = await catalog.EncryptedAsync(db, EntityId, user.OrganizationId, cancellation);
        var vault = await secrets.OfAsync(user.TenantId, cancellation);
        if (email is not null && FieldCipher.Open(vault, user.Email) != Emails.Normalize(email))
        {
            user.Email = Stored(EmailField, Emails.Normalize(email));
            user.EmailHash = await HashAsync(email, cancellation);
        }

        if (name is not null && (user.Name is null || FieldCipher.Open(vault, user.Name) != name))
        {
            user.Name = Stored(NameField, name);
        }

        string Stored(string field, string text) => mapped.Contains(field) && text.Length > 0 ? FieldCipher.Seal(vault, text) : text;
    }

    /// <summary>Gives a new user of a seed, whose address and name are plain, the form that a new tenant's maps want.</summary>
    public async Task SealAsync(User user, CancellationToken cancellation)
    {
        var vault = await secrets.OfAsync(user.TenantId, cancellation);
        user.EmailHash = await HashAsync(user.Email, cancellation);
        (user.Email, user.Name) = (FieldCipher.Seal(vault, Emails.Normalize(user.Email)), user.Name is null ? null : FieldCipher.Seal(vault, user.Name));
    }

    /// <summary>The users with these ids, as people read them.</summary>
    public async Task<IReadOnlyDictionary<Guid, KnownUser>> OfAsync(PlatformDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return new Dictionary<Guid, KnownUser>();
        }

        var rows = await db.Set<User>().AsNoTracking().Where(u => ids.Contains(u.Id)).Select(u => new { u.TenantId, Texts = new KnownUser(u.Id, u.Name, u.Email) }).ToListAsync(cancellation);
        var users = new Dictionary<Guid, KnownUser>(rows.Count);
        foreach (var row in rows)
        {
            users[row.Texts.Id] = Open(row.Texts, await secrets.OfAsync(row.TenantId, cancellation));
        }

        return users;
    }

    public async ValueTask<KnownUser> OpenAsync(User user, CancellationToken cancellation) =>
        Open(new KnownUser(user.Id, user.Name, user.Email), await secrets.OfAsync(user.TenantId, cancellation));

    public static KnownUser Open(KnownUser user, TenantSecrets vault) =>
        user with { Name = user.Name is null ? null : FieldCipher.Open(vault, user.Name), Email = FieldCipher.Open(vault, user.Email) };

    /// <summary>Whose name or address contains a text; where they are ciphertext, has words that begin so.</summary>
    public async Task<Expression<Func<User, bool>>> MatchingAsync(PlatformDb db, string text, CancellationToken cancellation)
    {
        var pattern = Like.Containing(text);
        Expression<Func<User, bool>> readable = u => EF.Functions.Like(FoldedText.Column(u.Email), pattern, Like.Escape) || EF.Functions.Like(FoldedText.Column(u.Name), pattern, Like.Escape);
        Expression<Func<User, bool>> hidden = u => u.Email.StartsWith(FieldCipher.Prefix) || u.Name!.StartsWith(FieldCipher.Prefix);
        var hashes = SearchWords.Query(await secrets.OfTenantAsync(db, cancellation), EntityId, text);
        return hashes.Length == 0 ? readable : readable.Or(hidden.And((await index.FindAsync<User>(db, EntityId, hashes, cancellation)).Shown));
    }
}

/// <summary>A user as people read him.</summary>
internal sealed record KnownUser(Guid Id, string? Name, string Email)
{
    /// <summary>What he is called where one text has to do.</summary>
    public string Label => Name is { Length: > 0 } ? Name : Email;
}
