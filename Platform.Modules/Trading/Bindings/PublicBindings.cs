using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Trading.Bindings;

/// <summary>The platform's own bindings, for virtual trading and backtests.</summary>
internal sealed class PublicBindings(TimeProvider clock) : ISeed
{
    // Fixed ids: a client may keep them, and seeding twice changes nothing.
    private static readonly (Guid Id, string Name, string Exchange)[] Rows =
    [
        (new("01900000-0000-7000-8000-000000000001"), "Binance", "binance"),
        (new("01900000-0000-7000-8000-000000000002"), "Kraken", "kraken"),
        (new("01900000-0000-7000-8000-000000000003"), "Gate.io", "gate"),
        (new("01900000-0000-7000-8000-000000000004"), "Coinbase", "coinbase"),
        (new("01900000-0000-7000-8000-000000000005"), "Virtual", "virtual"),
    ];

    public async Task SeedAsync(PlatformDb db, CancellationToken cancellation)
    {
        var known = await db.Set<ExchangeBinding>().Where(b => b.Type == ExchangeBinding.Public).Select(b => b.Id).ToListAsync(cancellation);
        db.AddRange(Rows.Where(r => !known.Contains(r.Id)).Select(r => new ExchangeBinding
        {
            Id = r.Id, Name = r.Name, Exchange = r.Exchange, Type = ExchangeBinding.Public, Status = "active",
            Info = new Json($$"""{"description":"{{r.Name}} market for virtual trading and backtests"}"""),
            CreatedAt = clock.Now(), UpdatedAt = clock.Now(),
        }));
        await db.SaveChangesAsync(cancellation);
    }
}
