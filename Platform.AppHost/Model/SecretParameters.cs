using Platform.AppHost.Settings;

namespace Platform.AppHost.Model;

/// <summary>The secrets of the checkout as parameters: masked on the dashboard, and the same at every start.</summary>
internal sealed record SecretParameters(
    Secrets Values,
    IResourceBuilder<ParameterResource> OwnerPassword,
    IResourceBuilder<ParameterResource> AppPassword,
    IResourceBuilder<ParameterResource> CachePassword,
    IResourceBuilder<ParameterResource> NatsPassword,
    IResourceBuilder<ParameterResource> SigningKey,
    IResourceBuilder<ParameterResource> MasterKey)
{
    public static SecretParameters Add(IDistributedApplicationBuilder builder, Secrets secrets) => new(
        secrets,
        builder.AddParameter("postgres-password", secrets.OwnerPassword, secret: true),
        builder.AddParameter("platform-app-password", secrets.AppPassword, secret: true),
        builder.AddParameter("cache-password", secrets.RedisPassword, secret: true),
        builder.AddParameter("nats-password", secrets.NatsPassword, secret: true),
        builder.AddParameter("signing-key", secrets.SigningKey, secret: true),
        builder.AddParameter("master-key", secrets.MasterKey, secret: true));
}
