namespace Platform.AppHost.Settings;

/// <summary>The secrets as parameters: masked on the dashboard, and the same at every start.</summary>
internal static class SecretParameters
{
    /// <summary>Adds a secret that was generated once for the data folder; configuration may replace it, and publishing asks for it.</summary>
    public static IResourceBuilder<ParameterResource> AddSecret(
        this IDistributedApplicationBuilder builder, RunSettings settings, string name, string description, Func<Secrets, string> generated)
    {
        var parameter = builder.ExecutionContext.IsPublishMode
            ? builder.AddParameter(name, secret: true)
            : builder.AddParameter(name, () => builder.Configuration[$"Parameters:{name}"] ?? generated(settings.Secrets.Value), secret: true);
        return parameter.WithDescription(description);
    }
}
