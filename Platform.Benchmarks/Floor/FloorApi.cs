using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Platform.Benchmarks.Floor;

/// <summary>The floor: a bare minimal API that does the least that the same answer needs.</summary>
/// <remarks><c>/me</c> only validates a JWT; the lists only run the SQL and write the answer, signed in by nobody and guarded by nothing.</remarks>
internal static class FloorApi
{
    public static async Task RunAsync(string url, string connectionString, byte[] signingKey)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=20;Auto Prepare Min Usages=2"));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = "platform", ValidateAudience = false, IssuerSigningKey = new SymmetricSecurityKey(signingKey),
            };
        });
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/me", (HttpContext http) => new { id = http.User.FindFirst("sub")!.Value, email = http.User.FindFirst("email")!.Value }).RequireAuthorization();
        app.MapGet("/transactions", ListAsync);
        app.MapGet("/users", UsersFloor.ListAsync);
        CrmFloor.Map(app);
        await app.RunAsync();
    }

    private static async Task<object> ListAsync(Guid user, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("SELECT coalesce(sum(credits + debits), 0)::bigint FROM trading.sub_accounts WHERE user_id = $1")
        {
            Parameters = { new() { Value = user } },
        });
        batch.BatchCommands.Add(new("""
            SELECT id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, sub_account_id, trading_id, user_id, info
            FROM trading.transactions WHERE user_id = $1 ORDER BY timestamp DESC, id DESC LIMIT $2 OFFSET $3
            """)
        {
            Parameters = { new() { Value = user }, new() { Value = 50 }, new() { Value = 0 } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var rows = new List<Row>(50);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(
                reader.GetGuid(0), reader.GetDateTime(1), reader.GetInt16(2), reader.GetString(3), reader.GetDecimal(4), reader.GetDecimal(5),
                reader.GetDecimal(6), reader.GetString(7), reader.GetGuid(8), reader.GetGuid(9), reader.GetGuid(10), reader.GetString(11)));
        }

        return new { total, rows };
    }

    private sealed record Row(
        Guid Id, DateTime Timestamp, short Direction, string Reason, decimal Amount, decimal ClosingBalance, decimal Price, string QuoteSymbol,
        Guid SubAccountId, Guid TradingId, Guid UserId, string Info);
}
