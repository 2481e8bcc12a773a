using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Text;

namespace Platform.Kernel.Data;

/// <summary>The one database: a schema a module, every owned row filtered by the scope of whoever is acting.</summary>
/// <remarks>Contexts are pooled: each is lent to one actor at a time.</remarks>
public class PlatformDb : DbContext
{
    private static readonly Actor Nobody = new();
    private Actor actor = Nobody;

    public PlatformDb(DbContextOptions<PlatformDb> options) : base(options)
    {
    }

    private protected PlatformDb(DbContextOptions options) : base(options)
    {
    }

    public const string TenantFilter = "tenant";
    public const string OwnerFilter = "owner";
    public const string OrganizationFilter = "organization";
    public const string DeletedFilter = "deleted";

    internal Scope Scope => actor.Scope;

    /// <summary>Whether the connection that is open knows the scope.</summary>
    internal Scoping Scoping { get; set; }

    /// <summary>The advisory locks of the transaction that took some last.</summary>
    internal HeldLocks? HeldLocks { get; set; }

    /// <summary>Lends the context to somebody.</summary>
    internal PlatformDb For(Actor borrower)
    {
        (actor, Scoping, HeldLocks) = (borrower, Scoping.Done, null);
        return this;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (actor.SaveStep is not { } step)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        // Whoever's save fails gives up his transaction; a savepoint would cost every write two round trips.
        Database.AutoSavepointsEnabled = false;
        await step.BeforeAsync(this, cancellationToken);
        var count = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await step.AfterAsync(this, cancellationToken);
        return count;
    }

    private Guid TenantId => actor.Scope.TenantId;

    private Guid UserId => actor.Scope.UserId;

    private bool SeesAllOrganizations => actor.Organizations is null;

    private IReadOnlyList<Guid> Organizations => actor.Organizations ?? [];

    /// <summary>Whether rows of all tenants are seen: then the model has no filters by owner at all.</summary>
    /// <remarks>A filter with the alternative in it would keep PostgreSQL from the index by tenant unless it plans each query anew.</remarks>
    private protected virtual bool CrossesTenants => false;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<decimal>().HavePrecision(38, 18);
        configurationBuilder.Properties<Json>().HaveConversion<Json.Column>().HaveColumnType("json");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PlatformDb).Assembly);
        MapCustomFields(modelBuilder);
        FoldedText.Map(modelBuilder);
        SortOrder.Map(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().ToList())
        {
            NameColumns(entity);
            NormalizedKey.Map(entity);
            if (entity.BaseType is null)
            {
                Guard(modelBuilder, entity);
            }
        }
    }

    private static void MapCustomFields(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ICustomized))))
        {
            entity.FindProperty(nameof(ICustomized.Custom))!.SetColumnType("jsonb");
        }

        var member = modelBuilder.HasDbFunction(typeof(CustomFilters).GetMethod(nameof(CustomFilters.Member))!).HasName("jsonb_extract_path").IsBuiltIn();
        member.HasParameter("document").HasStoreType("jsonb");
        member.HasStoreType("jsonb");
        modelBuilder.HasDbFunction(typeof(CustomFilters).GetMethod(nameof(CustomFilters.Finds))!).HasName("jsonb_path_exists").IsBuiltIn()
            .HasParameter("document").HasStoreType("jsonb");
        modelBuilder.HasDbFunction(typeof(CustomFilters).GetMethod(nameof(CustomFilters.Text))!).HasName("jsonb_extract_path_text").IsBuiltIn()
            .HasParameter("document").HasStoreType("jsonb");
    }

    private static void NameColumns(IMutableEntityType entity)
    {
        foreach (var property in entity.GetProperties())
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    private void Guard(ModelBuilder model, IMutableEntityType entity)
    {
        var type = entity.ClrType;
        var row = Expression.Parameter(type);
        if (!CrossesTenants && type.IsAssignableTo(typeof(IUserOwnedOrShared)))
        {
            Filter(TenantFilter, Or(Owned(nameof(TenantId)), Platforms(nameof(TenantId))));
            Filter(OwnerFilter, Or(Owned(nameof(UserId)), Platforms(nameof(UserId))));
        }
        else if (!CrossesTenants && type.IsAssignableTo(typeof(ITenantOwned)))
        {
            Filter(TenantFilter, Owned(nameof(TenantId)));
            if (type.IsAssignableTo(typeof(IUserOwned)))
            {
                Filter(OwnerFilter, Owned(nameof(UserId)));
            }
        }

        if (!CrossesTenants && type.IsAssignableTo(typeof(IOrganizationOwned)))
        {
            var organization = Expression.Property(row, nameof(IOrganizationOwned.OrganizationId));
            var seen = Expression.AndAlso(
                Expression.NotEqual(organization, Expression.Constant(null, typeof(Guid?))),
                Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(Guid)],
                    Acting(nameof(Organizations)), Expression.Property(organization, nameof(Nullable<>.Value))));
            Filter(OrganizationFilter, Or(Acting(nameof(SeesAllOrganizations)), seen));
        }

        if (type.IsAssignableTo(typeof(ISoftDeleted)))
        {
            Filter(DeletedFilter, Expression.Equal(
                Expression.Property(row, nameof(ISoftDeleted.DeletedAt)), Expression.Constant(null, typeof(DateTimeOffset?))));
        }

        void Filter(string name, Expression condition) =>
            model.Entity(type).HasQueryFilter(name, Expression.Lambda(condition, row));

        Expression Acting(string property) => Expression.Property(Expression.Constant(this),
            typeof(PlatformDb).GetProperty(property, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!);

        Expression Owned(string property) => Expression.Equal(Expression.Property(row, property), Acting(property));

        Expression Platforms(string property) => Expression.Equal(Expression.Property(row, property), Expression.Constant(Guid.Empty));

        static Expression Or(Expression left, Expression right) => Expression.OrElse(left, right);
    }
}

/// <summary>The same database in the system scope, which sees the rows of everybody; asked for by name only.</summary>
public sealed class CrossTenantDb(DbContextOptions<CrossTenantDb> options) : PlatformDb(options)
{
    private protected override bool CrossesTenants => true;
}
