using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>A person and his company, with one of everything that is kept about them.</summary>
internal sealed record Scene(
    string Person, string Company, string Link, string Address, string Comment, string Tag, string Label, string PersonRole, string CompanyRole, string Choice)
{
    public static async Task<Scene> SetAsync(StaffFixture api, Person staff)
    {
        var company = await Crm.CompanyAsync(staff);
        var person = await Crm.PersonAsync(staff, more: new { firstName = "Ada", lastName = "Lovelace", primaryPhone = "+49 30 123456" });
        var link = await Crm.LinkAsync(staff, person, company);
        string address = "", comment = "";
        foreach (var customer in new[] { person, company })
        {
            address = await NewAsync("/addresses", new { entityId = customer, addressLine1 = "1 Main Street", isPrimary = true });
            comment = await NewAsync("/comments", new { entityId = customer, body = "A note" });
            var deal = await Crm.DealAsync(api, staff, customer);
            await Crm.InteractionAsync(api, staff, customer, deal: deal.Id);
            await Crm.InteractionAsync(api, staff, customer, "task");
        }

        var tag = await Crm.TagAsync(staff);
        var label = await NewAsync("/labels", new { label = "Mine" });
        await NewAsync("/labels/assign", new { labelId = label, entityId = person });
        foreach (var customer in new[] { person, company })
        {
            await NewAsync("/tags/assign", new { tagId = tag, entityId = customer });
        }

        await NewAsync("/dictionaries/role-types", new { value = "manager" });
        (await staff.Api.PatchAsync($"{Crm.Root}/dictionaries/kind-settings", new { kind = "statuses" })).Is(200);
        var currency = (await staff.Api.PostAsync("/api/dictionaries", new { key = "currency", name = "Currency" })).NewId();
        (await staff.Api.PostAsync($"/api/dictionaries/{currency}/entries", new { value = "EUR" })).Is(201);
        return new Scene(
            person, company, link, address, comment, tag, label, await NewAsync($"/people/{person}/roles", new { roleType = "manager", userId = staff.UserId }),
            await NewAsync($"/companies/{company}/roles", new { roleType = "manager", userId = staff.UserId }), await NewAsync("/dictionaries/statuses", new { value = "active" }));

        async Task<string> NewAsync(string path, object body) => (await staff.Api.PostAsync(Crm.Root + path, body)).NewId();
    }

    /// <summary>What to send to an operation.</summary>
    public async Task<object?> BodyAsync(Person staff, string method, string path) => (method, path) switch
    {
        ("POST", "/people") => new { firstName = "Grace", lastName = "Hopper" },
        ("POST", "/companies") => new { displayName = "Another" },
        ("POST", "/addresses") => new { entityId = Person, addressLine1 = "2 Main Street" },
        ("POST", "/comments") => new { entityId = Person, body = "Another note" },
        ("POST", "/tags") => new { slug = "new", label = "New" },
        ("POST", "/tags/assign") => new { tagId = await Crm.TagAsync(staff, "free"), entityId = Person },
        ("POST", "/tags/unassign") => new { tagId = Tag, entityId = Person },
        ("POST", "/labels") => new { label = "Other" },
        ("POST", "/labels/assign" or "/labels/unassign") => new { labelId = Label, entityId = Person },
        ("POST", "/dictionaries/{kind}") => new { value = "ACTIVE" },
        ("POST", "/people/{id}/companies") => new { companyId = Company },
        ("POST", _) => new { roleType = "owner", userId = staff.UserId },
        ("PUT", "/people") => new { id = Person },
        ("DELETE", "/people") => new { id = await Crm.PersonAsync(staff) },
        ("PUT", "/companies") => new { id = Company },
        ("DELETE", "/companies") => new { id = await Crm.CompanyAsync(staff, "Free") },
        ("PUT" or "DELETE", "/addresses") => new { id = Address },
        ("PUT" or "DELETE", "/comments") => new { id = Comment },
        ("PUT" or "DELETE", "/tags") => new { id = Tag },
        ("PUT", "/settings/address-format") => new { addressFormat = "line_first" },
        ("PUT", _) => new { userId = staff.UserId },
        ("PATCH", "/dictionaries/kind-settings") => new { kind = "statuses" },
        ("PATCH", _) => new { },
        _ => null,
    };
}
