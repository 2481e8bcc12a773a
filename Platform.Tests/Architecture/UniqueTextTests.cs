using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Tests.Architecture;

/// <summary>Of every text that is unique somebody has decided whether people write it.</summary>
public sealed class UniqueTextTests
{
    /// <summary>Compared as it is: nobody types it, or what is typed is held to ASCII by a pattern.</summary>
    private static readonly Dictionary<string, string> Exact = new()
    {
        ["auth.sidebar_preferences.locale"] = "a known locale",
        ["auth.sidebar_variants.locale"] = "a known locale",
        ["configs.upgrade_runs.action_id"] = "names of ours",
        ["customers.kind_settings.kind"] = "a pattern of ASCII",
        ["customers.choices.kind"] = "a pattern of ASCII",
        ["dictionaries.dictionaries.key"] = "a pattern of ASCII",
        ["entities.custom_entities.entity_id"] = "a pattern of ASCII",
        ["entities.custom_field_definitions.entity_id"] = "a pattern of ASCII",
        ["entities.custom_field_definitions.key"] = "a pattern of ASCII",
        ["entities.encryption_maps.entity_id"] = "a pattern of ASCII",
        ["entities.opening_fields.entity_id"] = "a pattern of ASCII",
        ["entities.opening_fields.field"] = "a pattern of ASCII",
        ["events.consumer_days.consumer"] = "names of ours",
        ["events.inbox.consumer"] = "names of ours",
        ["events.inbox.message_id"] = "chosen by programs",
        ["feature_toggles.toggles.identifier"] = "a pattern of ASCII",
        ["http.idempotency_keys.key"] = "chosen by programs",
        ["identity.external_identities.provider"] = "names of ours",
        ["identity.external_identities.provider_user_id"] = "chosen by programs",
        ["identity.organizations.slug"] = "a pattern of ASCII",
        ["integrations.credentials.owner_id"] = "names of ours",
        ["integrations.states.integration_id"] = "names of ours",
        ["operations.roles.level"] = "names of ours",
        ["query_index.documents.entity_type"] = "names of ours, or a pattern of ASCII",
        ["trading.event_processing.event_id"] = "chosen by programs",
        ["trading.log_counts.source"] = "names of ours",
        ["trading.log_counts.type"] = "names of ours",
        ["translations.entity_translations.entity_id"] = "ids of rows",
        ["translations.entity_translations.entity_type"] = "a pattern of ASCII",
    };

    [Fact]
    public void Every_unique_text_is_a_normalized_key_or_is_said_to_be_exact()
    {
        var model = new DesignTimeDb().CreateDbContext([]).Model;
        var unique = model.GetEntityTypes()
            .SelectMany(t => t.GetIndexes().Where(i => i.IsUnique).SelectMany(i => i.Properties).Concat(t.GetKeys().SelectMany(k => k.Properties)))
            .Where(p => p.ClrType == typeof(string) && p.PropertyInfo!.GetCustomAttribute<KeyOfAttribute>() is null)
            .Select(p => $"{p.DeclaringType.GetSchema()}.{p.DeclaringType.GetTableName()}.{p.GetColumnName()}").ToHashSet();
        Assert.Empty(unique.Except(Exact.Keys));
        Assert.Empty(Exact.Keys.Except(unique));
    }

    [Fact]
    public void Every_normalized_key_is_computed_by_the_table()
    {
        var keys = new DesignTimeDb().CreateDbContext([]).Model.GetEntityTypes().SelectMany(t => t.GetProperties())
            .Where(p => p.PropertyInfo?.GetCustomAttribute<KeyOfAttribute>() is not null).ToList();
        Assert.NotEmpty(keys);
        Assert.All(keys, k => Assert.True(k.GetIsStored() == true && k.GetComputedColumnSql() is not null && k.ValueGenerated == ValueGenerated.OnAddOrUpdate));
    }
}
