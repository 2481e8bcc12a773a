using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Customers.Staff;

/// <summary>Which users a body may name: as author whoever asks, and for everything else those whom the caller sees and who can sign in.</summary>
internal static class Colleagues
{
    /// <summary>Those who can be given something: the caller, and the users of the organizations that he sees.</summary>
    public static IQueryable<User> Of(PlatformDb db, Caller caller)
    {
        var users = db.Set<User>().Where(u => u.OrganizationId != null && u.DisabledAt == null);
        return caller.Organizations is not { } seen ? users : users.Where(u => seen.Contains(u.OrganizationId!.Value) || u.Id == caller.UserId);
    }

    /// <summary>Why a field may not come to name this user, or null.</summary>
    public static async Task<Problem?> RefuseAsync(PlatformDb db, Caller caller, string field, Guid? user, CancellationToken cancellation) =>
        user is null || await Of(db, caller).AnyAsync(u => u.Id == user, cancellation) ? null : Problem.OfField(field, "User not found");

    /// <summary>Why a row may not come to have this author, or null: nobody writes in another one's name, but super-admins who bring in what others wrote.</summary>
    public static async Task<Problem?> RefuseAuthorAsync(PlatformDb db, Caller caller, string field, Guid? author, bool isNew, CancellationToken cancellation) =>
        isNew && author == caller.UserId ? null
        : !caller.IsSuperAdmin ? Problem.OfField(field, isNew ? "must be yourself" : "cannot be changed")
        : author is null || await db.Set<User>().AnyAsync(u => u.Id == author, cancellation) ? null : Problem.OfField(field, "User not found");
}
