using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>Lists in bodies have no nulls, whoever reads them; and no body has members that the validator would walk up and down without end.</summary>
public sealed class BodyListTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private IEnumerable<Type> Bodies() => api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Select(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType).OfType<Type>().Distinct().SelectMany(b => Within(b, []));

    private static IEnumerable<Type> Within(Type type, HashSet<Type> seen) => !seen.Add(type) || type.Namespace?.StartsWith("Platform", StringComparison.Ordinal) != true
        ? []
        : type.GetProperties().SelectMany(p => Within(ItemOf(p.PropertyType) ?? p.PropertyType, seen)).Prepend(type);

    private static Type? ItemOf(Type type) => type == typeof(string) || type.IsAssignableTo(typeof(JsonNode)) ? null
        : type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    [Fact]
    public void A_null_in_a_list_is_refused_by_the_name_of_the_list()
    {
        var options = api.Host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var lists = Bodies().SelectMany(body => options.GetTypeInfo(body).Properties.Where(p => ItemOf(p.PropertyType) is not null).Select(p => (Body: body, p.Name))).ToList();
        Assert.True(lists.Count >= 10, $"{lists.Count} lists");
        Assert.All(lists, list => Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize($$"""{"{{list.Name}}":[null]}""", list.Body, options)));
    }

    [Fact]
    public void A_list_of_anything_is_read_member_by_member() =>
        Assert.DoesNotContain(Bodies().SelectMany(b => b.GetProperties()), p => p.PropertyType.IsAssignableTo(typeof(JsonArray)));

    [Theory]
    [InlineData("PUT", "/api/translations/locales", """{"locales":[null]}""", "locales")]
    [InlineData("PUT", "/api/translations/locales", """{"locales":[]}""", "locales")]
    [InlineData("POST", "/api/auth/feature-check", """{"features":["a",null]}""", "features")]
    [InlineData("POST", "/api/entities/definitions.batch", """{"entityId":"a:b","definitions":[null]}""", "definitions")]
    [InlineData("POST", "/api/entities/encryption", """{"entityId":"a:b","fields":[null]}""", "fields")]
    [InlineData("POST", "/api/customers/people", """{"firstName":"A","lastName":"B","tags":[null]}""", "tags")]
    [InlineData("POST", "/api/auth/users", """{"email":"a@example.org","password":"Secret-1","roles":[null]}""", "roles")]
    public async Task So_it_is_over_http(string method, string path, string body, string field) =>
        (await (await api.SuperAdminAsync()).Api.SendAsync(HttpMethod.Parse(method), path, body)).Refuses(400, field: field);
}
