using System.Collections.Frozen;

namespace Platform.Kernel.Http;

/// <summary>The errors that anybody may meet, in the languages of the business platform. Whatever is not here stays English.</summary>
internal static class ErrorTexts
{
    private static readonly string[] Languages = ["de", "es", "pl"];

    private static readonly FrozenDictionary<string, string[]> Texts = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Unauthorized"] = ["Nicht angemeldet", "No autenticado", "Brak autoryzacji"],
        ["Forbidden"] = ["Zugriff verweigert", "Acceso denegado", "Brak dostępu"],
        ["Access denied"] = ["Zugriff verweigert", "Acceso denegado", "Brak dostępu"],
        ["Nothing is served at this path"] = ["Unter diesem Pfad gibt es nichts", "No hay nada en esta ruta", "Pod tą ścieżką nic nie ma"],
        ["The method is not allowed here"] = ["Die Methode ist hier nicht erlaubt", "El método no está permitido aquí", "Metoda nie jest tu dozwolona"],
        ["Invalid input"] = ["Ungültige Eingabe", "Datos no válidos", "Nieprawidłowe dane"],
        ["Validation failed"] = ["Die Prüfung der Eingabe ist fehlgeschlagen", "La validación ha fallado", "Walidacja nie powiodła się"],
        ["The request is invalid"] = ["Die Anfrage ist ungültig", "La solicitud no es válida", "Żądanie jest nieprawidłowe"],
        ["A JSON body is required"] = ["Ein JSON-Dokument wird benötigt", "Se requiere un documento JSON", "Wymagany jest dokument JSON"],
        ["A JSON object is required"] = ["Ein JSON-Objekt wird benötigt", "Se requiere un objeto JSON", "Wymagany jest obiekt JSON"],
        ["The body must be application/json"] = ["Der Inhalt muss application/json sein", "El contenido debe ser application/json", "Treść musi być typu application/json"],
        ["The request body is too large"] = ["Die Anfrage ist zu groß", "La solicitud es demasiado grande", "Żądanie jest zbyt duże"],
        ["Organization context is required"] = ["Es ist keine Organisation gewählt", "Falta elegir una organización", "Nie wybrano organizacji"],
        ["Not authorized to target this tenant."] = ["Dieser Mandant ist nicht zugänglich.", "No puede acceder a este inquilino.", "Brak dostępu do tego najemcy."],
        ["Requests from other sites are refused"] = ["Anfragen von anderen Seiten werden abgelehnt", "Se rechazan solicitudes de otros sitios", "Żądania z innych witryn są odrzucane"],
        ["Rate limit exceeded"] = ["Zu viele Anfragen", "Demasiadas solicitudes", "Zbyt wiele żądań"],
        ["Too many attempts. Please try again later."] =
            ["Zu viele Versuche. Bitte später erneut versuchen.", "Demasiados intentos. Vuelva a intentarlo más tarde.", "Zbyt wiele prób. Spróbuj ponownie później."],
        ["Invalid email or password"] = ["E-Mail-Adresse oder Passwort ist falsch", "Correo o contraseña incorrectos", "Nieprawidłowy e-mail lub hasło"],
        ["The record has been changed meanwhile"] = ["Der Datensatz wurde inzwischen geändert", "El registro ha cambiado entretanto", "Rekord został w międzyczasie zmieniony"],
        ["Somebody else changed it at the same moment; read it again"] =
            ["Jemand hat es gleichzeitig geändert; bitte neu laden", "Alguien lo ha cambiado a la vez; vuelva a cargarlo", "Ktoś zmienił to w tej samej chwili; wczytaj ponownie"],
        ["Undo token not available"] = ["Rückgängig machen ist nicht möglich", "No se puede deshacer", "Nie można cofnąć"],
        ["Redo target not available"] = ["Wiederherstellen ist nicht möglich", "No se puede rehacer", "Nie można ponowić"],
        ["The service is temporarily unavailable; try again"] =
            ["Der Dienst ist vorübergehend nicht erreichbar; bitte erneut versuchen", "El servicio no está disponible por ahora; inténtelo de nuevo", "Usługa jest chwilowo niedostępna; spróbuj ponownie"],
        ["An unexpected error occurred"] = ["Ein unerwarteter Fehler ist aufgetreten", "Se ha producido un error inesperado", "Wystąpił nieoczekiwany błąd"],
        ["is required"] = ["fehlt", "es obligatorio", "jest wymagane"],
        ["must be an e-mail address"] = ["muss eine E-Mail-Adresse sein", "debe ser una dirección de correo", "musi być adresem e-mail"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="locale">Such as <c>de</c> or <c>de-AT</c>; null for English.</param>
    public static string In(string? locale, string text) =>
        locale is { Length: >= 2 } && Array.IndexOf(Languages, locale[..2].ToLowerInvariant()) is >= 0 and var language && Texts.TryGetValue(text, out var all) ? all[language] : text;
}
