using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Translations;

/// <summary>The languages to translate into.</summary>
[ValidatableType]
public sealed record LocaleList([property: Needed, MinLength(1, ErrorMessage = "must name a language"), MaxLength(50)] IReadOnlyList<string>? Locales);

internal sealed record LocalesView(IReadOnlyList<string> Locales);

/// <summary>The languages that the caller's tenant translates into; English is always one.</summary>
internal static class LocaleEndpoints
{
    private const string Always = "en";
    private static readonly string[] Default = [Always, "de", "es", "pl"];

    public static void Map(RouteGroupBuilder translations)
    {
        translations.MapGet("/locales", Read).WithSummary("List the languages to translate into");
        translations.MapPut("/locales", Save).Requires(TranslationsModule.ManageLocales).WithSummary("Choose the languages to translate into");
    }

    private static async Task<Outcome<LocalesView>> Read(PlatformDb db, CancellationToken cancellation) =>
        new LocalesView((await db.Set<TenantLocales>().AsNoTracking().SingleOrDefaultAsync(cancellation))?.Locales ?? [.. Default]);

    private static async Task<Outcome<LocalesView>> Save(LocaleList input, PlatformDb db, Caller caller, TimeProvider clock, CancellationToken cancellation)
    {
        if (input.Locales!.Select(l => l ?? "").FirstOrDefault(l => !TranslationRules.IsLocale(l)) is { } bad)
        {
            return new Problem(ProblemKind.Invalid, "Validation failed",
                Fields: new Dictionary<string, string[]> { ["locales"] = [$"'{(bad.Length > 20 ? bad[..20] : bad)}' is not a known language"] });
        }

        var (locales, now) = (input.Locales!.Prepend(Always).Distinct(StringComparer.Ordinal).ToArray(), clock.Now());
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO translations.tenant_locales (tenant_id, locales, updated_at) VALUES ({caller.TenantId}, {locales}, {now})
            ON CONFLICT (tenant_id) DO UPDATE SET locales = excluded.locales, updated_at = excluded.updated_at
            """, cancellation);
        return new LocalesView(locales);
    }
}
