using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;

namespace Platform.Translations;

/// <summary>Puts translations over the texts of lists; where a country's language has none, the language's are taken.</summary>
internal sealed class TranslationOverlay : ITextOverlay
{
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>>> OfAsync(
        PlatformDb db, Guid? organizationId, string entityId, string locale, IReadOnlyList<Guid> records, CancellationToken cancellation)
    {
        var ids = records.Select(r => r.ToString()).ToList();
        var rows = await db.Set<EntityTranslations>().AsNoTracking()
            .Where(t => t.OrganizationId == organizationId && t.EntityType == entityId && ids.Contains(t.EntityId)).ToListAsync(cancellation);
        return rows.Select(r => (Id: Guid.Parse(r.EntityId), Texts: Texts(r.Translations, locale))).Where(r => r.Texts.Count > 0).ToDictionary(r => r.Id, IReadOnlyDictionary<string, string> (r) => r.Texts);
    }

    private static Dictionary<string, string> Texts(Json translations, string locale)
    {
        var all = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(translations.ToString())!;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in new[] { locale.Split('-')[0], locale })
        {
            foreach (var (field, text) in all.GetValueOrDefault(language, []))
            {
                texts[field] = text;
            }
        }

        return texts;
    }
}
