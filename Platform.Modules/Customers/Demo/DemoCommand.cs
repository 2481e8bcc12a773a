using Microsoft.Extensions.DependencyInjection;

namespace Platform.Customers.Demo;

/// <summary><c>seed</c> on the command line of Workers.</summary>
public static class DemoCommand
{
    /// <returns>The exit code: 0 done, 1 refused, 2 not understood.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, IReadOnlyList<string> args, CancellationToken cancellation)
    {
        if (DemoOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync($"Usage: {DemoOptions.Usage}");
            return 2;
        }

        if (await services.GetRequiredService<DemoSeeder>().RunAsync(options, cancellation) is { } refused)
        {
            await Console.Error.WriteLineAsync(refused);
            return 1;
        }

        return 0;
    }
}
