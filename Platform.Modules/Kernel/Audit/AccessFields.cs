using System.Text.Json;

namespace Platform.Kernel.Audit;

/// <summary>The names under which an answer shows what it has of a resource.</summary>
internal static class AccessFields
{
    public static string[] Of<TView>() => Names<TView>.All;

    private static class Names<TView>
    {
        public static readonly string[] All = [.. typeof(TView).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))];
    }
}
