namespace Platform.Trading.SignIn;

/// <summary>A person as a provider describes him.</summary>
/// <param name="EmailVerified">The provider vouches for the address; only then may it link to a user.</param>
internal sealed record ExternalProfile(string Id, string Name, string Email, bool EmailVerified, string Avatar);

/// <summary>A sign-in that has begun and waits for its callback.</summary>
internal sealed record PendingSignIn(string Provider, string RedirectUri, string Verifier);

/// <summary>One place where people have accounts.</summary>
internal interface IOAuthProvider
{
    string Name { get; }

    bool Configured { get; }

    /// <summary>Where to send the user's browser.</summary>
    string AuthorizeUrl(string state, string redirectUri, string codeChallenge);

    /// <summary>Trades the code for the profile.</summary>
    /// <exception cref="OAuthException">The provider refuses, answers nonsense or cannot be reached.</exception>
    Task<ExternalProfile> FetchAsync(string code, PendingSignIn pending, CancellationToken cancellation);
}

/// <summary>Why a provider's answer is of no use; the message may be shown.</summary>
internal sealed class OAuthException(string message, Exception? inner = null) : Exception(message, inner);
