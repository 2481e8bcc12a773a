using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Kernel.Data;

/// <summary>The second guard of tenancy: row-level security and grants, derived from the model.</summary>
internal static class Guards
{
    public const string AppRole = "platform_app";

    public const string IsSystem = "(SELECT current_setting('platform.system', true)) = 'on'";
    public const string Tenant = "(SELECT nullif(current_setting('platform.tenant', true), '')::uuid)";
    private const string User = "(SELECT nullif(current_setting('platform.user', true), '')::uuid)";
    private const string PlatformsOwn = "tenant_id = '00000000-0000-0000-0000-000000000000'";

    /// <summary>SQL that can be run again after every migration and leaves every table guarded as the model says.</summary>
    public static string Sql(IModel model)
    {
        var sql = new StringBuilder();
        foreach (var schema in model.GetEntityTypes().Select(e => e.GetSchema()!).Distinct().Order(StringComparer.Ordinal))
        {
            sql.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"GRANT USAGE ON SCHEMA {schema} TO {AppRole};");
        }

        foreach (var entity in model.GetEntityTypes().Where(e => e.BaseType is null))
        {
            var table = $"{entity.GetSchema()}.{entity.GetTableName()}";
            var byOwner = entity.ClrType.GetCustomAttribute<ReadByOwnerAttribute>() is not null;
            var appendOnly = entity.ClrType.GetCustomAttribute<AppendOnlyAttribute>() is not null;
            sql.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"REVOKE ALL ON {table} FROM {AppRole};");
            sql.AppendLine(System.Globalization.CultureInfo.InvariantCulture,
                $"GRANT SELECT, INSERT{(appendOnly ? "" : ", UPDATE, DELETE")} ON {table} TO {AppRole};");
            if (Policy(entity.ClrType) is not var (reads, writes))
            {
                continue;
            }

            sql.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"""
                ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                ALTER TABLE {table} {(byOwner ? "NO FORCE" : "FORCE")} ROW LEVEL SECURITY;
                DROP POLICY IF EXISTS reads ON {table};
                DROP POLICY IF EXISTS inserts ON {table};
                DROP POLICY IF EXISTS updates ON {table};
                DROP POLICY IF EXISTS deletes ON {table};
                CREATE POLICY reads ON {table} FOR SELECT USING ({reads});
                CREATE POLICY inserts ON {table} FOR INSERT WITH CHECK ({writes});
                CREATE POLICY updates ON {table} FOR UPDATE USING ({writes}) WITH CHECK ({writes});
                CREATE POLICY deletes ON {table} FOR DELETE USING ({writes});
                """);
        }

        return sql.ToString();
    }

    private static (string Reads, string Writes)? Policy(Type type)
    {
        var ofTenant = $"{IsSystem} OR tenant_id = {Tenant}";
        var ofUser = $"{IsSystem} OR (tenant_id = {Tenant} AND user_id = {User})";
        return type switch
        {
            _ when type.IsAssignableTo(typeof(IUserOwnedOrShared)) => ($"{ofUser} OR {PlatformsOwn}", ofUser),
            _ when type.IsAssignableTo(typeof(IUserOwned)) => (ofUser, ofUser),
            _ when type.IsAssignableTo(typeof(ITenantOwned)) => (ofTenant, ofTenant),
            _ => null,
        };
    }
}
