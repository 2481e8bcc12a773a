using Platform.Kernel.Http;

namespace Platform.Customers;

/// <summary>Refusals that name the field.</summary>
internal static class Refused
{
    public static Problem Field(string field, string why) =>
        new(ProblemKind.Invalid, why, Fields: new Dictionary<string, string[]> { [field] = [why] });
}
