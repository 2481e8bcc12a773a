using Aspire.Hosting.Pipelines;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Servers;

namespace Platform.AppHost.Publishing;

/// <summary>Writes the app model as manifests of Kubernetes, a file for each part, when it is published.</summary>
internal static partial class KubernetesPublishing
{
    public const string Step = "kubernetes";

    // Steps of one's own are an experimental part of Aspire.
#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004
    /// <exception cref="StartException">A setting is not what it should be.</exception>
    public static void AddKubernetesManifests(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var options = KubernetesOptions.Read(builder.Configuration);
        builder.Pipeline.AddStep(Step, async context =>
        {
            try
            {
                var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
                await WriteAsync(folder, context.Model, context.ExecutionContext, options, context.CancellationToken);
                LogWritten(context.Logger, folder);
            }
            catch
            {
                Environment.ExitCode = 1;
                throw;
            }
        }, requiredBy: WellKnownPipelineSteps.Publish);
    }
#pragma warning restore ASPIREPIPELINES001, ASPIREPIPELINES004

    private static async Task WriteAsync(
        string folder, DistributedApplicationModel model, DistributedApplicationExecutionContext execution, KubernetesOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var (file, documents) in await MakeAsync(model, execution, options, cancellationToken))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), KubernetesYaml.SerializeAll(documents), cancellationToken);
        }
    }

    /// <summary>The documents by file, in the order in which a cluster should get them.</summary>
    internal static async Task<IReadOnlyList<(string File, IReadOnlyList<IKubernetesObject> Documents)>> MakeAsync(
        DistributedApplicationModel model, DistributedApplicationExecutionContext execution, KubernetesOptions options, CancellationToken cancellationToken)
    {
        var programs = new ProgramManifests(new KubernetesVariables(model, execution, options), options);
        var servers = new ServerManifests(name => ImageOf(model, name), options);
        List<(string Name, IReadOnlyList<IKubernetesObject> Documents)> parts = [("configuration", [programs.Shared()])];
        foreach (var (name, make) in new (string, Func<IReadOnlyList<IKubernetesObject>>)[] { ("postgres", servers.Postgres), ("cache", servers.Cache), ("nats", servers.Nats) })
        {
            if (options.AddressOf(name) is null)
            {
                parts.Add((name, make()));
            }
        }

        parts.Add(("migrations", [await programs.MigrationsAsync(cancellationToken)]));
        parts.Add(("workers", await programs.WorkersAsync(cancellationToken)));
        parts.Add(("api", await programs.ApiAsync(cancellationToken)));
        return [.. parts.Select((part, i) => ($"{i + 1}-{part.Name}.yaml", part.Documents))];
    }

    private static string ImageOf(DistributedApplicationModel model, string name) =>
        model.Resources.Single(r => r.Name == name).TryGetContainerImageName(out var image) ? image : throw new InvalidOperationException($"{name} has no image.");

    [LoggerMessage(LogLevel.Information, "The manifests are in {Folder}")]
    private static partial void LogWritten(ILogger logger, string folder);
}
