using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Data;

namespace Platform.Tests.Architecture;

/// <summary>Puts a row that means nothing into a table, for tests of who sees it.</summary>
internal static class Rows
{
    public static async Task AddAsync(PlatformDb db, IEntityType table, Guid tenant, Guid user)
    {
        var concrete = table.GetDerivedTypesInclusive().First(t => !t.ClrType.IsAbstract);
        var row = db.Entry(Activator.CreateInstance(concrete.ClrType, nonPublic: true)!);
        foreach (var property in row.Metadata.GetProperties().Where(p => !p.IsNullable && p != row.Metadata.FindDiscriminatorProperty()))
        {
            var value = row.Property(property.Name);
            value.CurrentValue = property.Name switch
            {
                nameof(ITenantOwned.TenantId) => tenant,
                nameof(IUserOwned.UserId) => user,
                _ => Anything(property) ?? value.CurrentValue,
            };
        }

        row.State = EntityState.Added;
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        db.ChangeTracker.Clear();
    }

    private static object? Anything(IProperty property) => property.ClrType switch
    {
        var type when type == typeof(Guid) => Guid.CreateVersion7(),
        var type when type == typeof(string) => property.GetColumnType() == "jsonb" ? null : Guid.CreateVersion7().ToString("N")[..Math.Min(32, property.GetMaxLength() ?? 32)],
        var type when type == typeof(byte[]) => Guid.CreateVersion7().ToByteArray(),
        var type when type == typeof(Guid[]) => Array.Empty<Guid>(),
        var type when type == typeof(DateTimeOffset) => TimeProvider.System.GetUtcNow(),
        _ => null,
    };
}
