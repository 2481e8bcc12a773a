using Platform.Kernel.Audit;

namespace Platform.Customers;

/// <summary>The answer of what has made, or taken away, something with an id.</summary>
public sealed record IdAnswer(Guid? Id);

/// <summary>What changes of customers, and of what belongs to them, say of themselves.</summary>
internal static class CustomerChanges
{
    /// <summary>A change of the customer itself.</summary>
    public static Change On(this Change change, Customer customer, string label) => change.Describe(label, KindOf(customer), customer.Id);

    /// <summary>A change of something that belongs to the customer.</summary>
    public static Change Under(this Change change, Customer customer) => change.Under(KindOf(customer), customer.Id);

    private static string KindOf(Customer customer) => $"customers.{customer.Kind}";
}
