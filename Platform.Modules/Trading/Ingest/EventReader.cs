using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Trading.BotKeys;

namespace Platform.Trading.Ingest;

/// <summary>Reads messages, and tells those that are proven to be of their trading from those that only say so.</summary>
/// <remarks>
/// Judged as of the moment when the stream took the message: what was delivered late, or is read again by a replay, is decided as
/// it was or would have been.
/// </remarks>
internal sealed class EventReader(BotKeyring keyring, IOptions<SignatureOptions> options, TimeProvider clock)
{
    private const string Missing = "the signature is missing";
    private const string UnknownTrading = "trading_id is unknown, or not of user_id";
    private static readonly TimeSpan UseNoted = TimeSpan.FromMinutes(1);
    private readonly bool required = options.Value.RequireSignatures == true;

    private sealed record Unread(StreamMessage Message, ParsedEvent Parsed, EventSignature? Signature);

    /// <param name="connection">In the system scope, within the transaction of the batch.</param>
    public async Task<List<Candidate>> ReadAsync(IReadOnlyList<StreamMessage> messages, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var now = clock.Now();
        var unread = messages.Select(m => new Unread(m, EventParser.Parse(m.Subject, m.Data, now), EventSignature.Of(m))).ToList();
        var keyIds = unread.Where(u => u.Signature?.Mac is not null).Select(u => u.Signature!.Value.KeyId).ToHashSet();
        var tradingIds = unread.Select(u => u.Parsed.TradingId).OfType<Guid>().ToHashSet();
        var keys = await keyring.KeysAsync(keyIds, connection, cancellation);
        var tradings = await keyring.TradingsAsync(tradingIds, connection, cancellation);

        var judgement = new Judgement(required, keys, tradings);
        var candidates = unread.ConvertAll(u => judgement.Of(u.Message, u.Parsed, u.Signature));
        var used = judgement.Used(UseNoted);
        if (used.Count > 0)
        {
            await BotKeyring.NoteUseAsync(used, connection, cancellation);
        }

        return candidates;
    }

    /// <summary>Decides one after the other from what is known of keys and tradings.</summary>
    private sealed class Judgement(bool required, IReadOnlyDictionary<Guid, KnownKey> keys, IReadOnlyDictionary<Guid, KnownTrading> tradings)
    {
        private readonly Dictionary<KnownKey, DateTimeOffset> used = [];

        public Candidate Of(StreamMessage message, ParsedEvent parsed, EventSignature? signature)
        {
            var trading = parsed.TradingId is { } id ? tradings.GetValueOrDefault(id) : null;
            var distrust = signature is { } given ? Distrust(message, given, parsed.TradingId, trading)
                : required || trading?.SignedSince <= message.StoredAt ? Missing
                : null;
            return distrust is not null ? Candidate.Unproven(message, parsed, distrust)
                : trading is null || trading.UserId != parsed.UserId ? Candidate.Unproven(message, parsed, parsed.Refusal ?? UnknownTrading)
                : new Candidate(message, parsed);
        }

        /// <summary>The keys whose last use is to be noted, because what was noted is older than that.</summary>
        public List<KnownKey> Used(TimeSpan age)
        {
            var due = used.Where(u => u.Value > u.Key.LastUsedAt + age).ToList();
            due.ForEach(u => u.Key.LastUsedAt = u.Value);
            return due.ConvertAll(u => u.Key);
        }

        private string? Distrust(StreamMessage message, EventSignature signature, Guid? tradingId, KnownTrading? trading)
        {
            if (signature.Mac is null)
            {
                return $"the signature is not a UUID in {EventSignature.KeyHeader} and sha256= with 64 hex digits in {EventSignature.SignatureHeader}";
            }

            if (keys.GetValueOrDefault(signature.KeyId) is not { } key)
            {
                return "the bot key is unknown";
            }

            if (!signature.IsOf(message, key.Secret))
            {
                return "the signature does not match subject and payload";
            }

            if (key.IsRevoked(message.StoredAt) || key.IsExpired(message.StoredAt))
            {
                return key.IsRevoked(message.StoredAt) ? "the bot key was revoked" : "the bot key has expired";
            }

            used[key] = message.StoredAt;
            return trading is not null && trading.UserId != key.UserId ? "the bot key is not of the owner of trading_id"
                : tradingId is { } id && !key.IsFor(id) ? "the bot key is not for trading_id"
                : null;
        }
    }
}
