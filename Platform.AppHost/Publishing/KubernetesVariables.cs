using System.Globalization;
using k8s.Models;

namespace Platform.AppHost.Publishing;

/// <summary>Says the environment of the app model in the words of Kubernetes: servers by the names of their services, secrets by reference.</summary>
/// <remarks>Secrets stand in addresses as they are: they are made of letters and digits, which need no escapes there.</remarks>
internal sealed class KubernetesVariables(DistributedApplicationModel model, DistributedApplicationExecutionContext execution, KubernetesOptions options)
{
    /// <summary>Holds all secrets of the platform; whoever runs it makes it.</summary>
    public const string SecretName = "platform-secrets";

    /// <summary>Where our processes listen.</summary>
    public const int HttpPort = 8080;

    /// <summary>The variables of a process, the secrets that others are composed of first.</summary>
    public async Task<List<V1EnvVar>> OfAsync(string name, CancellationToken cancellationToken)
    {
        var resource = model.Resources.Single(r => r.Name == name);
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(new EnvironmentCallbackContext(execution, resource, values, cancellationToken));
        }

        var (secrets, variables) = (new SortedSet<string>(StringComparer.Ordinal), new List<V1EnvVar>());
        foreach (var (variable, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            variables.Add(value is ParameterResource { Secret: true } secret
                ? FromSecret(variable, secret.Name)
                : new V1EnvVar { Name = variable, Value = await TextAsync(value, secrets, cancellationToken) });
        }

        return [.. secrets.Select(secret => FromSecret(VariableOf(secret), secret)), .. variables];
    }

    public static V1EnvVar FromSecret(string variable, string key) =>
        new() { Name = variable, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = SecretName, Key = key } } };

    /// <param name="secrets">Gets the secrets that the text refers to.</param>
    private async Task<string> TextAsync(object? value, SortedSet<string> secrets, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case ParameterResource { Secret: true } secret:
                secrets.Add(secret.Name);
                return $"$({VariableOf(secret.Name)})";
            case ParameterResource parameter:
                return await parameter.GetValueAsync(cancellationToken) ?? "";
            case ReferenceExpression { IsConditional: true } either:
                var holds = await TextAsync(either.Condition, secrets, cancellationToken) == either.MatchValue;
                return await TextAsync(holds ? either.WhenTrue : either.WhenFalse, secrets, cancellationToken);
            case ReferenceExpression expression:
                var parts = new List<object>();
                foreach (var provider in expression.ValueProviders)
                {
                    parts.Add(await TextAsync(provider, secrets, cancellationToken));
                }

                return string.Format(CultureInfo.InvariantCulture, expression.Format, [.. parts]);
            case ConnectionStringReference reference:
                return await TextAsync(reference.Resource.ConnectionStringExpression, secrets, cancellationToken);
            case IResourceWithConnectionString server:
                return await TextAsync(server.ConnectionStringExpression, secrets, cancellationToken);
            case EndpointReference endpoint:
                return Address(endpoint, EndpointProperty.Url);
            case EndpointReferenceExpression part:
                return Address(part.Endpoint, part.Property);
            case string or null or IFormattable:
                return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            default:
                throw new NotSupportedException($"{value.GetType().Name} has no form in Kubernetes.");
        }
    }

    private string Address(EndpointReference endpoint, EndpointProperty property)
    {
        var target = endpoint.EndpointAnnotation;
        var (host, port) = options.AddressOf(endpoint.Resource.Name) ?? (endpoint.Resource.Name, (target.TargetPort ?? HttpPort).ToString(CultureInfo.InvariantCulture));
        return property switch
        {
            EndpointProperty.Host or EndpointProperty.IPV4Host => host,
            EndpointProperty.Port or EndpointProperty.TargetPort => port,
            EndpointProperty.HostAndPort => $"{host}:{port}",
            EndpointProperty.Scheme => target.UriScheme,
            EndpointProperty.Url => $"{target.UriScheme}://{host}:{port}",
            EndpointProperty.TlsEnabled => target.TlsEnabled.ToString(),
            _ => throw new NotSupportedException($"{property} of an address has no form in Kubernetes."),
        };
    }

    private static string VariableOf(string secret) => "SECRET_" + secret.Replace('-', '_').ToUpperInvariant();
}
