using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Entities;

public sealed class RecordTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static int entities;

    private async Task<(ApiClient Admin, string EntityId)> DefineAsync(params object[] fields)
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.Admin);
        var entityId = $"lab:sample{Interlocked.Increment(ref entities)}";
        (await admin.PostAsync("/api/entities/entities", new { entityId, label = "Sample", labelField = "name" })).Is(200);
        (await admin.PostAsync("/api/entities/definitions.batch", new { entityId, definitions = fields })).Is(200);
        return (admin, entityId);
    }

    private static object Field(string key, string kind, object? config = null) => new { key, kind, configJson = config };

    private static async Task<string> CreateAsync(ApiClient client, string entityId, object values)
    {
        var created = (await client.PostAsync("/api/entities/records", new { entityId, values })).Is(200);
        return created.Root.GetProperty("item").Text("recordId");
    }

    private static Task<Answer> ListAsync(ApiClient client, string entityId, string query = "") => client.GetAsync($"/api/entities/records?entityId={entityId}&{query}");

    [Fact]
    public async Task A_record_is_created_read_changed_and_deleted()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"), Field("size", "integer"));
        var id = await CreateAsync(admin, entityId, new { name = "Alpha", size = 3 });
        var listed = Assert.Single((await ListAsync(admin, entityId)).Items());
        Assert.Equal((id, "Alpha", 3), (listed.Text("id"), listed.Text("name"), listed.GetProperty("size").GetInt32()));

        (await admin.PutAsync("/api/entities/records", new { entityId, recordId = id, values = new { size = 4 } })).Is(200);
        listed = Assert.Single((await ListAsync(admin, entityId)).Items());
        Assert.Equal(("Alpha", 4), (listed.Text("name"), listed.GetProperty("size").GetInt32()));

        (await admin.SendAsync(HttpMethod.Delete, "/api/entities/records", new { entityId, recordId = id })).Is(200);
        Assert.Empty((await ListAsync(admin, entityId)).Items());
        Assert.Single((await ListAsync(admin, entityId, "withDeleted=true")).Items());
    }

    [Fact]
    public async Task Records_are_filtered_sorted_and_paged_by_their_fields()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"), Field("size", "integer"), Field("tags", "select", new { multi = true }));
        foreach (var size in new[] { 2, 10, 1 })
        {
            await CreateAsync(admin, entityId, new { name = $"n{size}", size, tags = new[] { size > 1 ? "big" : "small", "all" } });
        }

        var sorted = (await ListAsync(admin, entityId, "sortField=size&sortDir=desc")).Items();
        Assert.Equal([10, 2, 1], sorted.Select(i => i.GetProperty("size").GetInt32()));
        Assert.Equal("n10", Assert.Single((await ListAsync(admin, entityId, "size=10")).Items()).Text("name"));
        Assert.Equal(2, (await ListAsync(admin, entityId, "cf_name=n1,n2")).Items().Count);
        Assert.Equal(2, (await ListAsync(admin, entityId, "tags=big")).Items().Count);
        var page = await ListAsync(admin, entityId, "sortField=size&page=2&pageSize=2");
        Assert.Equal(10, Assert.Single(page.Items()).GetProperty("size").GetInt32());
        Assert.Equal((3, 2), (page.Root.GetProperty("total").GetInt32(), page.Root.GetProperty("totalPages").GetInt32()));
    }

    [Fact]
    public async Task As_many_values_as_a_query_may_name_are_looked_for_and_more_are_refused()
    {
        var (admin, entityId) = await DefineAsync(
            Field("name", "text"), Field("size", "integer"), Field("price", "float"), Field("open", "boolean"), Field("tags", "text", new { multi = true }), Field("sizes", "integer", new { multi = true }));
        var id = await CreateAsync(admin, entityId, new { name = "n\"1", size = 7, price = 1.50, open = true, tags = new[] { "a", "b" }, sizes = new[] { 3, 4 } });
        await CreateAsync(admin, entityId, new { name = "other", size = 70, price = 2, open = false, tags = new[] { "c" }, sizes = new[] { 5 } });
        var many = string.Concat(Enumerable.Repeat("99,", 199));
        foreach (var query in new[] { "cf_name=%2An%221", "size=%2A7", "cf_price=%2A1.5", "cf_price=1.500", "cf_open=true", "cf_tags=%2Ab", "cf:sizes=%2A3", "sizes=%2A4", "name=%2An%221" })
        {
            Assert.Equal(id, Assert.Single((await ListAsync(admin, entityId, query.Replace("%2A", many, StringComparison.Ordinal))).Items()).Text("id"));
        }

        var tooMany = string.Concat(Enumerable.Repeat("a,", 3500));
        foreach (var name in new[] { "cf_name", "cf_size", "cf_tags", "name" })
        {
            (await ListAsync(admin, entityId, $"{name}={tooMany}")).Refuses(400, field: name == "name" ? "cf_name" : name);
        }
    }

    [Fact]
    public async Task What_is_nested_too_deeply_is_refused_and_what_is_taken_is_shown_everywhere()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        var (fits, deep) = (Nested(28), Nested(60));
        foreach (var (path, body) in new[]
        {
            ("/api/entities/records", $$"""{"entityId":"{{entityId}}","values":{"free":@} }"""),
            ("/api/entities/definitions", $$"""{"entityId":"{{entityId}}","key":"k","kind":"text","configJson":{"x":@} }"""),
            ("/api/entities/definitions.batch", $$"""{"entityId":"{{entityId}}","definitions":[],"fieldsets":[{"code":"c","label":"l","x":@}] }"""),
            ("/api/customers/people", """{"firstName":"A","lastName":"B","customFields":{"x":@} }"""),
        })
        {
            Assert.Equal(400, (await admin.PostAsync(path, body.Replace("@", deep, StringComparison.Ordinal))).Status);
        }

        (await admin.PostAsync("/api/entities/records", $$"""{"entityId":"{{entityId}}","values":{"free":{{fits}} } }""")).Is(200);
        (await admin.PostAsync("/api/entities/definitions", $$"""{"entityId":"{{entityId}}","key":"k","kind":"text","configJson":{"x":{{fits}} } }""")).Is(200);
        (await admin.PostAsync("/api/customers/people", $$"""{"firstName":"A","lastName":"B","customFields":{"x":{{fits}} } }""")).Is(201);
        foreach (var path in new[]
        {
            $"/api/entities/records?entityId={entityId}", $"/api/entities/records?entityId={entityId}&format=xml", $"/api/entities/definitions?entityId={entityId}",
            $"/api/entities/definitions.manage?entityId={entityId}", "/api/customers/people", "/api/customers/people?format=csv", "/api/audit_logs/audit-logs/actions",
        })
        {
            (await admin.GetAsync(path)).Is(200);
        }

        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
    }

    [Fact]
    public async Task Wrong_values_are_refused_by_field_and_nothing_is_kept()
    {
        var (admin, entityId) = await DefineAsync(Field("size", "integer"), Field("code", "text", new { validation = new[] { new { rule = "regex", param = "^[A-Z]+$", message = "capitals only" } } }));
        var refused = await admin.PostAsync("/api/entities/records", new { entityId, values = new { size = "many", code = "abc" } });
        refused.Refuses(400, field: "cf_size");
        Assert.Equal("capitals only", refused.Root.GetProperty("fieldErrors").Text("cf_code"));
        Assert.Empty((await ListAsync(admin, entityId)).Items());
    }

    [Fact]
    public async Task Everything_is_undone_and_done_again()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        var created = (await admin.PostAsync("/api/entities/records", new { entityId, values = new { name = "first" } })).Is(200);
        var id = created.Root.GetProperty("item").Text("recordId");
        var updated = (await admin.PutAsync("/api/entities/records", new { entityId, recordId = id, values = new { name = "second" } })).Is(200);

        (await admin.UndoAsync(created.UndoToken())).Refuses(400, "Undo token not available");
        var undone = (await admin.UndoAsync(updated.UndoToken())).Is(200);
        Assert.Equal("first", Assert.Single((await ListAsync(admin, entityId)).Items()).Text("name"));
        (await admin.UndoAsync(updated.UndoToken())).Refuses(400, "Undo token not available");

        var logId = JsonElement.Parse(Uri.UnescapeDataString(updated.Header("x-om-operation")!["omop:".Length..])).Text("id");
        var redone = (await admin.RedoAsync(logId)).Is(200);
        Assert.Equal("second", Assert.Single((await ListAsync(admin, entityId)).Items()).Text("name"));

        (await admin.UndoAsync(redone.Root.Text("undoToken"))).Is(200);
        (await admin.UndoAsync(created.UndoToken())).Is(200);
        Assert.Empty((await ListAsync(admin, entityId)).Items());

        var history = (await admin.GetAsync($"/api/audit_logs/audit-logs/actions?resourceId={id}&pageSize=100")).Items();
        Assert.Contains(history, a => a.Text("executionState") == "undone" && a.GetProperty("context").ValueKind == JsonValueKind.Object);
        Assert.Equal("ok", undone.Root.GetProperty("ok").GetBoolean() ? "ok" : "");
    }

    [Fact]
    public async Task Lists_of_fields_have_no_gaps()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        (await admin.PostAsync("/api/entities/encryption", new { entityId, fields = new object?[] { null } })).Refuses(400, field: "fields");
        (await admin.PostAsync("/api/entities/definitions.batch", new { entityId, definitions = new object?[] { null } })).Refuses(400, field: "definitions");
    }

    [Fact]
    public async Task A_mapped_field_is_ciphertext_in_the_table_and_plain_to_whoever_may_read()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"), Field("diagnosis", "text"));
        (await admin.PostAsync("/api/entities/encryption", new { entityId, fields = new[] { new { field = "diagnosis" } } })).Is(200);
        var id = await CreateAsync(admin, entityId, new { name = "Alpha", diagnosis = "lighthouse-keeper" });
        Assert.Equal("lighthouse-keeper", Assert.Single((await ListAsync(admin, entityId)).Items()).Text("diagnosis"));
        var raw = await api.Database.ScalarAsync<string>("SELECT custom::text FROM entities.records WHERE id = $1", Guid.Parse(id));
        Assert.Contains("Alpha", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("lighthouse", raw, StringComparison.Ordinal);
        Assert.DoesNotContain("lighthouse", await api.Database.DumpAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("json", "application/json")]
    [InlineData("xml", "application/xml")]
    [InlineData("markdown", "text/markdown")]
    public async Task A_list_is_exported_in_every_format(string format, string type)
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        await CreateAsync(admin, entityId, new { name = "=cmd|'/c calc'!A1" });
        var export = (await ListAsync(admin, entityId, $"format={format}")).Is(200);
        Assert.StartsWith(type, export.ContentType, StringComparison.Ordinal);
        Assert.Contains("calc", export.Text, StringComparison.Ordinal);
        if (format == "csv")
        {
            Assert.DoesNotContain("\n=cmd", export.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_may_only_see_definitions_learns_of_records_what_they_are_known_by()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"), Field("salary", "integer"));
        await CreateAsync(admin, entityId, new { name = "Alpha", salary = 90000 });
        var path = $"/api/entities/relations/options?entityId={entityId}";
        var (reader, insider) = ((await Staff.WithAsync(api.Host, "entities.definitions.view")).Api, (await Staff.WithAsync(api.Host, "entities.definitions.view", "entities.records.view")).Api);
        Assert.Equal("Alpha", Assert.Single((await reader.GetAsync($"{path}&labelField=name&q=alph")).Items()).Text("label"));
        (await reader.GetAsync($"{path}&labelField=salary")).Refuses(403, "Forbidden");
        Assert.Equal("90000", Assert.Single((await insider.GetAsync($"{path}&labelField=salary")).Items()).Text("label"));
    }

    [Fact]
    public async Task The_id_of_another_tenants_record_is_like_one_that_nobody_has()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        var id = await CreateAsync(admin, entityId, new { name = "Alpha" });
        var stranger = (await Staff.NewTenantAsync(api.Host)).Api;
        (await stranger.PostAsync("/api/entities/entities", new { entityId, label = "Sample", labelField = "name" })).Is(200);
        (await stranger.PostAsync("/api/entities/definitions.batch", new { entityId, definitions = new[] { Field("name", "text") } })).Is(200);
        (await stranger.PostAsync("/api/entities/records", new { entityId, recordId = id, values = new { name = "Beta" } })).Is(200);
        Assert.Equal("Alpha", Assert.Single((await ListAsync(admin, entityId)).Items()).Text("name"));
        Assert.Equal("Beta", Assert.Single((await ListAsync(stranger, entityId)).Items()).Text("name"));
    }

    [Fact]
    public async Task A_full_export_leaves_filters_aside_and_every_row_has_the_same_columns()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"), Field("size", "integer"));
        await CreateAsync(admin, entityId, new { name = "one" });
        await CreateAsync(admin, entityId, new { size = 2, name = "two" });
        string[] Lines(Answer export) => export.Is(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (view, full) = (Lines(await ListAsync(admin, entityId, "format=csv&name=two")), Lines(await ListAsync(admin, entityId, "format=csv&name=two&exportScope=full")));
        Assert.Equal((2, 3), (view.Length, full.Length));
        Assert.All(full, line => Assert.Equal(8, line.Count(c => c == ',')));
        Assert.EndsWith("name,size", full[0].Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_a_select_are_its_options_and_times_are_not_guessed()
    {
        var (admin, entityId) = await DefineAsync(
            Field("color", "select", new { options = new object[] { "red", new { value = "blue", label = "Blue" } } }), Field("sizes", "select", new { multi = true, options = new[] { "s", "m" } }),
            Field("day", "date"), Field("at", "datetime"));
        foreach (var (values, field) in new (object, string)[]
        {
            (new { color = "green" }, "cf_color"), (new { sizes = new[] { "s", "xl" } }, "cf_sizes"), (new { day = "05.03.2026" }, "cf_day"), (new { at = "05.03.2026" }, "cf_at"), (new { at = "2026-03-05T10:00:00" }, "cf_at"),
        })
        {
            (await admin.PostAsync("/api/entities/records", new { entityId, values })).Refuses(400, field: field);
        }

        await CreateAsync(admin, entityId, new { color = "blue", sizes = new[] { "s", "m" }, day = "2026-03-05", at = "2026-03-05T10:00:00Z" });
        (await ListAsync(admin, entityId, "cf_day=05.03.2026")).Refuses(400, field: "cf_day");
        Assert.Single((await ListAsync(admin, entityId, "cf_day=2026-03-05")).Items());
    }

    [Fact]
    public async Task Sets_of_fields_are_saved_and_shown_and_whatever_is_none_is_refused()
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.Admin);
        var entityId = $"lab:sample{Interlocked.Increment(ref entities)}";
        object[] definitions = [Field("name", "text")];
        (await admin.PostAsync("/api/entities/definitions.batch", new { entityId, definitions, fieldsets = new[] { new { code = "main", label = "Main", groups = new[] { new { code = "g" } } } } })).Is(200);
        Assert.Equal("main", Assert.Single((await admin.GetAsync($"/api/entities/definitions.manage?entityId={entityId}")).Root.GetProperty("fieldsets").EnumerateArray()).Text("code"));
        foreach (var fieldsets in new object[] { new { code = "main" }, new object?[] { null }, new[] { "main" }, new[] { new { label = "no code" } }, new[] { new { code = "a" }, new { code = "a" } } })
        {
            (await admin.PostAsync("/api/entities/definitions.batch", new { entityId, definitions, fieldsets })).Refuses(400, field: "fieldsets");
        }
    }

    [Fact]
    public async Task An_entity_that_six_save_at_once_is_one()
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.Admin);
        var entityId = $"lab:sample{Interlocked.Increment(ref entities)}";
        var saved = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => admin.PostAsync("/api/entities/entities", new { entityId, label = "Sample" })));
        Assert.Single(saved.Select(s => s.Is(200).Root.GetProperty("item").Text("id")).Distinct());
    }

    [Fact]
    public async Task Records_of_a_restricted_entity_are_for_those_who_hold_its_own_feature()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        var id = await CreateAsync(admin, entityId, new { name = "Alpha" });
        (await admin.PostAsync("/api/entities/entities", new { entityId, label = "Sample", accessRestricted = true })).Is(200);
        var own = $"entities.records.{entityId.Replace(':', '.')}";
        var outsider = (await Staff.WithAsync(api.Host, "entities.records.view", "entities.records.manage", "entities.definitions.view")).Api;
        foreach (var answer in new[]
        {
            await ListAsync(outsider, entityId), await ListAsync(outsider, entityId, "format=csv"),
            await outsider.PostAsync("/api/entities/records", new { entityId, values = new { name = "x" } }),
            await outsider.PutAsync("/api/entities/records", new { entityId, recordId = id, values = new { name = "x" } }),
            await outsider.SendAsync(HttpMethod.Delete, "/api/entities/records", new { entityId, recordId = id }),
            await outsider.GetAsync($"/api/entities/relations/options?entityId={entityId}"),
        })
        {
            Assert.Equal(own, answer.Refuses(403, "Forbidden").Root.GetProperty("requiredFeatures")[0].GetString());
        }

        var insider = (await Staff.WithAsync(api.Host, "entities.records.view", own)).Api;
        Assert.Single((await ListAsync(insider, entityId)).Items());
    }

    [Fact]
    public async Task Of_two_forms_of_one_key_the_last_counts()
    {
        var (admin, entityId) = await DefineAsync(Field("name", "text"));
        var id = await CreateAsync(admin, entityId, new { name = "first" });
        (await admin.PutAsync("/api/entities/records", $$"""{"entityId":"{{entityId}}","recordId":"{{id}}","values":{"name":"second","cf_name":"third"} }""")).Is(200);
        Assert.Equal("third", Assert.Single((await ListAsync(admin, entityId)).Items()).Text("name"));
    }

    [Fact]
    public async Task Records_of_the_platforms_own_entities_are_not_reached_through_here()
    {
        var admin = await Staff.SignInAsync(api.Host, Staff.Admin);
        (await ListAsync(admin, "auth:user")).Refuses(404);
        (await admin.PostAsync("/api/entities/records", new { entityId = "auth:user", values = new { } })).Refuses(404);
    }

    [Fact]
    public async Task Without_the_feature_the_answer_names_it()
    {
        var employee = await Staff.SignInAsync(api.Host, Staff.Employee);
        var refused = (await employee.PostAsync("/api/entities/entities", new { entityId = "lab:x", label = "X" })).Refuses(403, "Forbidden");
        Assert.Equal("entities.definitions.manage", refused.Root.GetProperty("requiredFeatures")[0].GetString());
    }
}
