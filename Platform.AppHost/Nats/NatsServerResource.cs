namespace Aspire.Hosting.ApplicationModel;

/// <summary>A NATS server in a container, as the package Aspire.Hosting.Nats has it, which the feed lacks.</summary>
public class NatsServerResource(string name, ParameterResource? userName, ParameterResource? password)
    : ContainerResource(name), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";
    private const string DefaultUserName = "nats";

    public EndpointReference PrimaryEndpoint => field ??= new EndpointReference(this, PrimaryEndpointName);

    public ParameterResource? UserNameParameter { get; } = userName;

    public ParameterResource? PasswordParameter { get; } = password;

    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Create($"{DefaultUserName}") : ReferenceExpression.Create($"{UserNameParameter}");

    /// <summary><c>nats://user:password@host:port</c>.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var expression = new ReferenceExpressionBuilder();
            expression.AppendLiteral("nats://");
            if (PasswordParameter is not null)
            {
                if (UserNameParameter is null)
                {
                    expression.AppendLiteral(DefaultUserName);
                }
                else
                {
                    expression.Append($"{UserNameParameter:uri}");
                }

                expression.Append($":{PasswordParameter:uri}@");
            }

            expression.Append($"{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}");
            return expression.Build();
        }
    }
}
