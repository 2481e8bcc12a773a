namespace Platform.AppHost.Model;

/// <summary>The servers that our processes reference, whether containers or local programs.</summary>
/// <param name="Database">The database as its owner sees it.</param>
/// <param name="RunningDatabase">The same for the role that owns nothing.</param>
/// <param name="DatabaseReady">What is healthy when the database can be used.</param>
internal sealed record ServerResources(
    IResourceBuilder<IResourceWithConnectionString> Database,
    IResourceBuilder<IResourceWithConnectionString> RunningDatabase,
    IResourceBuilder<IResource> DatabaseReady,
    IResourceBuilder<IResourceWithConnectionString> Cache,
    IResourceBuilder<IResourceWithConnectionString> Nats);
