using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Events;

namespace Platform.Kernel.Mail;

/// <summary>How mail is plugged into the hosts.</summary>
internal static class MailServices
{
    /// <summary>What both hosts use.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations();
        services.AddSingleton<Mailer>();
        services.AddSingleton<SmtpEmailSender>();
        services.AddSingleton<IEmailSender>(s => s.GetRequiredService<SmtpEmailSender>());
        return services;
    }

    /// <summary>What Workers run besides.</summary>
    public static IServiceCollection AddMailWorkers(this IServiceCollection services) => services
        .AddStream(Mailer.Stream)
        .AddStream(Mailer.DeadStream)
        .AddHostedService<MailWorker>();
}
