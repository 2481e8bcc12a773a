using System.Reflection;
using NetArchTest.Rules;

namespace Platform.Tests.Architecture;

/// <summary>Rooms keep apart: the kernel knows no module, and modules know of each other only what is a contract.</summary>
public sealed class BoundaryTests
{
    private const string Kernel = "Platform.Kernel";
    private static readonly Assembly Modules = typeof(PlatformModules).Assembly;

    private static readonly string[] Rooms =
    [
        .. Modules.GetTypes().Select(t => t.Namespace ?? "").Where(n => n.StartsWith("Platform.", StringComparison.Ordinal))
            .Select(n => string.Join('.', n.Split('.').Take(2))).Distinct(),
    ];

    private static IEnumerable<string> BusinessModules => Rooms.Where(r => r != Kernel);

    [Fact]
    public void There_is_a_kernel_and_at_least_one_module()
    {
        Assert.Contains(Kernel, Rooms);
        Assert.Contains("Platform.Trading", BusinessModules);
    }

    [Fact]
    public void The_kernel_imports_no_module()
    {
        var result = Types.InAssembly(Modules).That().ResideInNamespace(Kernel).ShouldNot().HaveDependencyOnAny([.. BusinessModules]).GetResult();
        Assert.True(result.IsSuccessful, $"In the kernel, these name a module: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void Modules_name_only_each_others_contracts()
    {
        foreach (var module in BusinessModules)
        {
            // Types, not namespaces: a module's own namespace is the beginning of that of its contracts.
            var closed = Modules.GetTypes().Where(t => !t.IsNested && t.Namespace is { } n && !n.Contains(".Contracts", StringComparison.Ordinal)
                    && BusinessModules.Any(m => m != module && (n == m || n.StartsWith(m + ".", StringComparison.Ordinal))))
                .Select(t => t.FullName!).ToArray();
            if (closed.Length > 0)
            {
                var result = Types.InAssembly(Modules).That().ResideInNamespace(module).ShouldNot().HaveDependencyOnAny(closed).GetResult();
                Assert.True(result.IsSuccessful, $"In {module}, these reach into another module: {string.Join(", ", result.FailingTypeNames ?? [])}");
            }
        }
    }

    [Fact]
    public void Modules_do_not_know_their_hosts()
    {
        var references = Modules.GetReferencedAssemblies().Select(a => a.Name).ToList();
        Assert.Contains("Platform.ServiceDefaults", references);
        Assert.DoesNotContain(references, name => name is "Platform.Api" or "Platform.Workers" or "Platform.Sandbox" or "Platform.AppHost");
    }

    [Fact]
    public void The_sandbox_shares_no_code_with_the_platform() =>
        Assert.DoesNotContain(typeof(Platform.Sandbox.Program).Assembly.GetReferencedAssemblies(), a => a.Name == "Platform.Modules");
}
