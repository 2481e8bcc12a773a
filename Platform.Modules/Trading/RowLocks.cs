using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Trading.Bindings;
using Platform.Trading.Tradings;

namespace Platform.Trading;

/// <summary>Locks a parent row while a child is added or the parent goes, so that neither overtakes the other.</summary>
internal static class RowLocks
{
    /// <summary>A binding to change or delete. A public one is returned unlocked: nobody but the platform changes it.</summary>
    public static Task<ExchangeBinding?> BindingToChangeAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        BindingAsync(db, id, rows => rows.FromSql($"SELECT * FROM trading.exchange_bindings WHERE id = {id} FOR UPDATE"), cancellation);

    /// <summary>A binding that a new trading will use.</summary>
    public static Task<ExchangeBinding?> BindingToUseAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        BindingAsync(db, id, rows => rows.FromSql($"SELECT * FROM trading.exchange_bindings WHERE id = {id} FOR SHARE"), cancellation);

    public static Task<TradingAccount?> TradingToDeleteAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<TradingAccount>().FromSql($"SELECT * FROM trading.tradings WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellation);

    /// <summary>A trading that gets a new sub-account.</summary>
    public static Task<TradingAccount?> TradingToUseAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<TradingAccount>().FromSql($"SELECT * FROM trading.tradings WHERE id = {id} FOR SHARE").SingleOrDefaultAsync(cancellation);

    private static async Task<ExchangeBinding?> BindingAsync(
        PlatformDb db, Guid id, Func<DbSet<ExchangeBinding>, IQueryable<ExchangeBinding>> locked, CancellationToken cancellation)
    {
        var found = await db.Set<ExchangeBinding>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellation);
        return found is null or { IsPublic: true } ? found : await locked(db.Set<ExchangeBinding>()).SingleOrDefaultAsync(cancellation);
    }
}
