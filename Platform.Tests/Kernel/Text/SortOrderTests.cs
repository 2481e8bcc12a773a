using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;
using Platform.Tests.Customers;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Text;

/// <summary>Lists are in the order in which people look for names, wherever they are sorted.</summary>
public sealed class SortOrderTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly string[] Names =
    [
        "1 Street", "2 Street", "10 Street", "A2", "A10", "ähnlich", "Äpfel", "apple", "Apple", "Banana", "cherry", "eclair", "éclair", "Éclair", "Möller", "Moller", "muller", "Müller",
        "Strasse", "Straße", "zebra", "Zoë", "Ærø", "Łódź", "Ωμέγα", "αλφα", "Семён", "Борис", "ёлка", "елка", "王伟", "张", "あき", "アキ", "김", "محمد", "दिल्ली", "สมชาย",
        "co-op", "coop", "Co op", "O'Brien", "Obrien", "_x", "#tag", "\U0001F600", "résumé", "resume", "",
    ];

    [Fact]
    public async Task Memory_and_database_agree_on_the_order()
    {
        var names = Names.Concat(Names.Select(n => n.ToUpperInvariant())).Concat(Names.Select(n => $"{n} 2")).Distinct().ToArray();
        RandomNumberGenerator.Shuffle(names.AsSpan());
        var sorted = await api.Database.RowsAsync($"SELECT n FROM unnest($1) n ORDER BY n COLLATE {SortOrder.Collation}", (object)names);
        Assert.Equal(sorted.Select(r => (string)r[0]!), names.Order(SortOrder.People));
    }

    [Fact]
    public async Task Pages_are_sorted_without_regard_to_case_and_numbers_by_value()
    {
        var staff = await api.AdminAsync();
        string[] expected = ["A2", "A10", "Äpfel", "apple", "Banana", "cherry", "éclair", "Zebra"];
        foreach (var label in expected.Reverse())
        {
            (await staff.Api.PostAsync($"{Crm.Root}/tags", new { label })).Is(201);
            await Crm.CompanyAsync(staff, label);
            (await staff.Api.PostAsync($"{Crm.Root}/labels", new { label })).Is(201);
            (await staff.Api.PostAsync($"{Crm.Root}/dictionaries/statuses", new { value = label })).Is(201);
            (await staff.Api.PostAsync("/api/dictionaries", new { key = Guid.CreateVersion7().ToString("N"), name = label })).Is(201);
        }

        Assert.Equal(expected, await PagesAsync("tags", "label"));
        Assert.Equal(expected, await PagesAsync("companies", "display_name"));
        Assert.Equal(expected, Texts(await staff.Api.GetAsync($"{Crm.Root}/labels"), "label"));
        Assert.Equal(expected, Texts(await staff.Api.GetAsync($"{Crm.Root}/dictionaries/statuses"), "label"));
        Assert.Equal(expected, Texts(await staff.Api.GetAsync("/api/dictionaries"), "name"));

        async Task<List<string>> PagesAsync(string list, string field)
        {
            var found = new List<string>();
            for (var page = 1; page <= 3; page++)
            {
                found.AddRange(Texts(await staff.Api.GetAsync($"{Crm.Root}/{list}?sortField={field}&pageSize=3&page={page}"), field));
            }

            return found;
        }

        static IEnumerable<string> Texts(Answer answer, string field) => answer.Items().Select(i => i.Text(field));
    }

    [Fact]
    public async Task A_cursor_goes_through_all_rows_once_in_that_order()
    {
        var staff = await api.AdminAsync();
        var person = await Crm.PersonAsync(staff);
        string[] types = ["Äpfel", "apple", "Apple", "Banana", "a10", "a2", "a2", "Ωμέγα"];
        foreach (var type in types)
        {
            await Crm.InteractionAsync(api, staff, person, type);
        }

        foreach (var direction in new[] { "asc", "desc" })
        {
            var (found, cursor) = (new List<string>(), "");
            do
            {
                var page = await staff.Api.GetAsync($"{Crm.Root}/interactions?sortField=interactionType&sortDir={direction}&limit=3{cursor}");
                found.AddRange(page.Items().Select(i => i.Text("interactionType")));
                cursor = page.Root.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={next}" : "";
            }
            while (cursor.Length > 0 && found.Count < 20);

            var expected = types.Order(SortOrder.People);
            Assert.Equal(direction == "asc" ? expected : expected.Reverse(), found);
        }
    }

    [Fact]
    public async Task A_custom_text_is_sorted_so_and_a_number_by_its_value()
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync("/api/entities/entities", new { entityId = "lab:fruit", label = "Fruit", labelField = "name" })).Is(200);
        var definitions = new[] { new { key = "name", kind = "text" }, new { key = "size", kind = "integer" } };
        (await staff.Api.PostAsync("/api/entities/definitions.batch", new { entityId = "lab:fruit", definitions })).Is(200);
        foreach (var (name, size) in new[] { ("Zebra", 9), ("apple", 100), ("Äpfel", 20), ("A10", 1), ("A2", 2) })
        {
            (await staff.Api.PostAsync("/api/entities/records", new { entityId = "lab:fruit", values = new { name, size } })).Is(200);
        }

        string[] expected = ["A2", "A10", "Äpfel", "apple", "Zebra"];
        Assert.Equal(expected, (await staff.Api.GetAsync("/api/entities/records?entityId=lab:fruit&sortField=name")).Items().Select(i => i.Text("name")));
        Assert.Equal(expected, (await staff.Api.GetAsync("/api/entities/relations/options?entityId=lab:fruit")).Items().Select(i => i.Text("label")));
        Assert.Equal(["A10", "A2", "Zebra", "Äpfel", "apple"], (await staff.Api.GetAsync("/api/entities/records?entityId=lab:fruit&sortField=size")).Items().Select(i => i.Text("name")));
    }

    [Fact]
    public async Task Whoever_sorts_by_another_text_hears_of_it()
    {
        await using var db = api.Host.Services.GetRequiredService<SystemDb>().Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Set<Organization>().OrderBy(o => o.LogoUrl).ToListAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(await db.Set<Organization>().OrderBy(o => o.Name).ThenBy(o => o.Id).ToListAsync(TestContext.Current.CancellationToken));
    }
}
