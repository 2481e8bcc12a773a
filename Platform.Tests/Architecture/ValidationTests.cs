using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>Attributes on a body do nothing unless the validation generator has seen its type, and that fails silently.</summary>
public sealed class ValidationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private List<Type> Bodies() =>
    [
        .. api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType).OfType<Type>().Distinct(),
    ];

    private static bool HasRules(Type type) =>
        type.GetProperties().Any(p => p.GetCustomAttributes<ValidationAttribute>().Any()) || type.IsAssignableTo(typeof(IValidatableObject));

    [Fact]
    public void Every_body_with_rules_is_known_to_the_validator()
    {
        var options = api.Host.Services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        var bodies = Bodies().Where(HasRules).ToList();
        Assert.Contains(typeof(Platform.Trading.Logs.NewLog), bodies);
        Assert.All(bodies, body => Assert.True(options.TryGetValidatableTypeInfo(body, out _), $"{body.Name} has rules that are never checked: give it [ValidatableType]."));
    }

    [Fact]
    public void Rules_stand_on_properties_where_the_document_and_the_validator_see_them() =>
        Assert.All(Bodies(), body => Assert.DoesNotContain(
            body.GetConstructors().SelectMany(c => c.GetParameters()), p => p.GetCustomAttributes<ValidationAttribute>().Any()));
}
