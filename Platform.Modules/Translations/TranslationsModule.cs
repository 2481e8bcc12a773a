using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Translations;

/// <summary>Texts of records in other languages, and which languages a tenant wants.</summary>
public sealed class TranslationsModule : IModule
{
    public const string View = "translations.view";
    public const string Manage = "translations.manage";
    public const string ManageLocales = "translations.manage_locales";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddFeatures("translations", "Translations",
            new Feature(View, "See translations", "admin", "employee"), new Feature(Manage, "Translate", "admin"), new Feature(ManageLocales, "Choose languages", "admin"));
        builder.Services.AddSingleton<ITextOverlay, TranslationOverlay>();
        builder.Services.AddEventTypes(
            new EventType(TranslationEndpoints.Saved, "Translations saved", Broadcast: true),
            new EventType(TranslationEndpoints.Deleted, "Translations deleted", Broadcast: true));
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var translations = routes.MapBusiness("/api/translations");
        LocaleEndpoints.Map(translations);
        TranslationEndpoints.Map(translations);
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
