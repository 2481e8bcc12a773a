using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Auth.Resets;
using Platform.Auth.SignIn;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;

namespace Platform.Auth.Users;

/// <summary>The members of a tenant's organizations.</summary>
internal sealed class UserResource(Passwords passwords, PasswordPolicy policy, PasswordMails mails, UserTexts texts)
    : Resource<User>("auth.user", "User", new CrudAccess("auth.users.list", "auth.users.create", "auth.users.edit", "auth.users.delete"))
{
    private const string Password = "password";
    private const string Roles = "roles";
    private const string Invite = "sendInviteEmail";

    protected override void Describe(Fields<User> fields)
    {
        fields.Add("id", u => u.Id).ReadOnly();
        fields.Add("email", u => u.Email).Required().Max(320).Searched().Sorted().Encryptable()
            .Check<string>(value => Emails.IsValid(value.Trim()) ? null : "must be an e-mail address");
        fields.Add("name", u => u.Name).Max(120).Searched().Sorted().Encryptable();
        fields.Add("organizationId", u => u.OrganizationId).Filtered();
        fields.Add("tenantId", u => u.TenantId).ReadOnly();
        fields.Add("isConfirmed", u => u.IsConfirmed).ReadOnly();
        fields.Add("lastLoginAt", u => u.LastLoginAt).ReadOnly().Sorted();
        fields.Add("createdAt", u => u.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", u => u.UpdatedAt).ReadOnly().Sorted();
        fields.Input<string>(Password);
        fields.Input<List<string>>(Roles);
        fields.Input<bool>(Invite);
        fields.FilterAsync("name", async (context, text, cancellation) => await texts.MatchingAsync(context.Db, text, cancellation));
        fields.Filter("roleIds", (context, text) => UserColumns.WithRoles(context, text));
        fields.Compute("organizationName", UserColumns.OrganizationsAsync);
        fields.Compute("tenantName", UserColumns.TenantAsync);
        fields.Compute(Roles, UserColumns.RolesAsync);
    }

    protected override IQueryable<User> Rows(CrudContext context) => UserRules.Visible(context.Db, context.Caller);

    protected override Task LockAsync(CrudContext context, Guid? id, JsonElement body, CancellationToken cancellation) => id is { } user
        ? context.Http.RequestServices.GetRequiredService<GrantPolicy>().LockAsync(user, cancellation)
        : Task.CompletedTask;

    protected override Task<Expression<Func<User, bool>>?> SearchMoreAsync(CrudContext context, string search, CancellationToken cancellation) =>
        UserColumns.InPlaceOrRoleAsync(context, search, cancellation);

    protected override bool KeepsTotal(CrudContext context) => context.Caller.Grants.Organizations is null;

    protected override void WriteListMembers(Utf8JsonWriter json, CrudContext context) => json.WriteBoolean("isSuperAdmin", context.Caller.IsSuperAdmin);

    protected override Problem? OnDuplicate(string constraint) => constraint == UserTable.UniqueEmailInTenant ? EmailRule.Taken : null;

    protected override async Task<Problem?> BeforeAsync(Write<User> write, CancellationToken cancellation)
    {
        var rules = write.Context.Http.RequestServices.GetRequiredService<UserRules>();
        if (write.Kind != WriteKind.Create && await rules.RefuseStrongerAsync(write.Row.Id, cancellation) is { } stronger)
        {
            return stronger;
        }

        return write.Kind == WriteKind.Delete
            ? await DeleteAsync(write, cancellation)
            : await CheckPlaceAsync(write, cancellation) ?? await CheckEmailAsync(write, cancellation)
                ?? await SetRolesAsync(write, cancellation) ?? await SetPasswordAsync(write, cancellation);
    }

    private static async Task<Problem?> CheckPlaceAsync(Write<User> write, CancellationToken cancellation)
    {
        write.Row.OrganizationId ??= write.Context.Caller.OrganizationId;
        var (context, organization) = (write.Context, write.Row.OrganizationId);
        if (!write.Changes(nameof(User.OrganizationId)))
        {
            return null;
        }

        if (!await context.Db.Set<Organization>().AnyAsync(o => o.Id == organization, cancellation))
        {
            return Problem.OfField("organizationId", "Organization not found");
        }

        return context.Caller.Grants.Organizations is null || context.Caller.Sees(organization) ? null : new Problem(ProblemKind.Forbidden, "Forbidden");
    }

    private async Task<Problem?> CheckEmailAsync(Write<User> write, CancellationToken cancellation)
    {
        var user = write.Row;
        user.Email = Emails.Normalize(user.Email);
        var hash = await texts.HashAsync(user.Email, cancellation);
        if (user.EmailHash?.SequenceEqual(hash) == true)
        {
            return null;
        }

        if (write.Kind != WriteKind.Create && user.Id == write.Context.Caller.UserId)
        {
            return EmailRule.Own;
        }

        user.EmailHash = hash;
        return await EmailRule.RefuseAsync(write.Context.Db, user.Id, hash, cancellation);
    }

    private static async Task<Problem?> SetRolesAsync(Write<User> write, CancellationToken cancellation)
    {
        if (write.Input<List<string>>(Roles) is not { } wanted)
        {
            return null;
        }

        var (user, db) = (write.Row, write.Context.Db);
        var givings = write.Context.Http.RequestServices.GetRequiredService<RoleGivings>();
        var had = await db.Set<UserRole>().Where(r => r.UserId == user.Id).ToListAsync(cancellation);
        var (roles, problem) = await givings.FindAsync(wanted, [.. had.Select(h => h.RoleId)], cancellation);
        if (problem is not null)
        {
            return problem;
        }

        var hidden = await givings.HiddenAsync([.. had.Select(h => h.RoleId)], cancellation);
        db.RemoveRange(had.Where(h => !hidden.Contains(h.RoleId) && !roles.Exists(r => r.Id == h.RoleId)));
        db.AddRange(roles.Where(r => !had.Exists(h => h.RoleId == r.Id)).Select(r => new UserRole
        {
            UserId = user.Id, RoleId = r.Id, TenantId = user.TenantId, CreatedAt = write.Context.Clock.Now(),
        }));
        return null;
    }

    private async Task<Problem?> SetPasswordAsync(Write<User> write, CancellationToken cancellation)
    {
        var (user, db, now) = (write.Row, write.Context.Db, write.Context.Clock.Now());
        var password = write.Input<string>(Password) is { Length: > 0 } sent ? sent : null;
        if (password is not null && policy.Refuse(password) is { } weak)
        {
            return Problem.OfField(Password, weak);
        }

        user.PasswordHash = password is null ? user.PasswordHash : passwords.Hash(password);
        if (write.Kind == WriteKind.Create)
        {
            var invited = write.Input<bool>(Invite);
            if (password is null && !invited)
            {
                return Problem.OfField(Password, "is required, or an invitation by e-mail");
            }

            user.IsConfirmed = true;
            user.Username = $"member-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
            if (invited)
            {
                await mails.QueueInviteAsync(db, user, cancellation);
            }
        }
        else if (password is not null)
        {
            await StaffSessions.EndAsync(db, user.Id, now, only: null, except: null, cancellation);
            await PasswordMails.SpendAllAsync(db, user.Id, now, cancellation);
        }

        return null;
    }

    private static async Task<Problem?> DeleteAsync(Write<User> write, CancellationToken cancellation)
    {
        var (id, context) = (write.Row.Id, write.Context);
        if (id == context.Caller.UserId)
        {
            return new Problem(ProblemKind.Invalid, "You cannot delete yourself");
        }

        context.Db.RemoveRange(await context.Db.Set<UserRole>().Where(r => r.UserId == id).ToListAsync(cancellation));
        context.Db.RemoveRange(await context.Db.Set<AccessList>().Where(a => a.HolderId == id).ToListAsync(cancellation));
        await StaffSessions.EndAsync(context.Db, id, context.Clock.Now(), only: null, except: null, cancellation);
        await PasswordMails.SpendAllAsync(context.Db, id, context.Clock.Now(), cancellation);
        return null;
    }
}
