using System.Linq.Expressions;

namespace Platform.Kernel.Data;

/// <summary>Conditions put together out of others.</summary>
internal static class Predicates
{
    public static Expression<Func<T, bool>> Or<T>(this Expression<Func<T, bool>> one, Expression<Func<T, bool>> other) =>
        Expression.Lambda<Func<T, bool>>(Expression.OrElse(one.Body, other.Of(one.Parameters[0])), one.Parameters);

    public static Expression<Func<T, bool>> And<T>(this Expression<Func<T, bool>> one, Expression<Func<T, bool>> other) =>
        Expression.Lambda<Func<T, bool>>(Expression.AndAlso(one.Body, other.Of(one.Parameters[0])), one.Parameters);

    /// <summary>The body of a function of a row, with another parameter in place of its own.</summary>
    public static Expression Of(this LambdaExpression function, ParameterExpression row) => new Swap(function.Parameters[0], row).Visit(function.Body);

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
