using System.Buffers.Text;
using System.Security.Cryptography;

namespace Platform.Sandbox.Core;

/// <summary>Codes or tokens handed out, and what each stands for: in memory, bounded, the oldest is forgotten first.</summary>
internal sealed class Issued<T>
    where T : class
{
    public const int Capacity = 20_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, T> values = [];
    private readonly Queue<string> order = [];

    public string Issue(T value, string prefix = "", int bytes = 32)
    {
        var key = prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
        lock (gate)
        {
            if (order.Count == Capacity)
            {
                values.Remove(order.Dequeue());
            }
            values.Add(key, value);
            order.Enqueue(key);
        }
        return key;
    }

    public T? Find(string? key)
    {
        lock (gate)
        {
            return key is null ? null : values.GetValueOrDefault(key);
        }
    }
}
