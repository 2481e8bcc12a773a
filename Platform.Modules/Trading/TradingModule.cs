using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Landing;
using Platform.Trading.Account;
using Platform.Trading.Bindings;
using Platform.Trading.BotKeys;
using Platform.Trading.Health;
using Platform.Trading.Ingest;
using Platform.Trading.Ledger;
using Platform.Trading.Logs;
using Platform.Trading.SignIn;
using Platform.Trading.SubAccounts;
using Platform.Trading.Tradings;

namespace Platform.Trading;

/// <summary>The trading ledger: sign-in, bindings, tradings, sub-accounts, postings, logs, and the events of bots.</summary>
public sealed class TradingModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ISeed, PublicBindings>();
        services.AddEventTypes(TradingEvents.All);
        services.AddSingleton<BotKeyring>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<BotKeyring>());
        services.AddTradingIngest();
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Surface, TradingSurface>();
        services.AddSingleton(TradingExamples.All);
        services.AddSurfaceDocument(new SurfaceDocument("trading", "Trading", """
            Exchange bindings, tradings, sub-accounts, the ledger and its logs.

            Every answer is `{success, data, metadata}` or `{success: false, error: {code, message, details}, metadata}`; `metadata.trace_id`
            is also the header `X-Request-Id`. Amounts are decimal text with at most 8 decimals. Ids of others answer like missing ones.
            Sign in with `POST /v1/auth/login` and send the access token as `Authorization: Bearer`.
            """, "Access token of a session, valid for an hour."));
        services.AddSingleton<LedgerBook>();
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section);

        // A code works once: an exchange whose answer was lost must not be sent again.
#pragma warning disable EXTEXP0001 // Experimental, but the only way to take a default handler off one client.
        services.AddHttpClient(ProviderHttp.Client, client => client.Timeout = TimeSpan.FromSeconds(10)).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<IOAuthProvider, SignIn.Google>();
        services.AddSingleton<IOAuthProvider, WeChat>();
        services.AddSingleton<RedirectUris>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<Members>();
        services.AddTradingHealth();
        services.AddSingleton<IConsumerReport, IngestReport>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var surface = routes.ServiceProvider.GetServices<Surface>().OfType<TradingSurface>().Single();
        var trading = routes.MapGroup("/v1").WithMetadata(surface).WithGroupName(surface.Name).RequireAuthorization().RateLimited(TradingLimits.Api);
        SignInEndpoints.Map(trading);
        ProfileEndpoints.Map(trading);
        BindingEndpoints.Map(trading);
        TradingEndpoints.Map(trading);
        BotKeyEndpoints.Map(trading);
        SubAccountEndpoints.Map(trading);
        TransactionEndpoints.Map(trading);
        LogEndpoints.Map(trading);
        EventEndpoints.Map(trading);

        // Health is not limited, and also answers at the root, where orchestrators look.
        HealthEndpoints.Map(routes.MapGroup("/v1").WithMetadata(surface).WithGroupName(surface.Name));
        HealthEndpoints.Map(routes.MapGroup("").WithMetadata(surface).ExcludeFromDescription());
    }

    public void AddWorkers(IHostApplicationBuilder builder) => builder.Services.AddTradingIngestWorkers();
}
