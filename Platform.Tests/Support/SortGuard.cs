using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Kernel.Text;

namespace Platform.Tests.Support;

/// <summary>Refuses queries that sort by a text in the order of its bytes: every list of every test is looked at.</summary>
internal sealed class SortGuard : IQueryExpressionInterceptor
{
    /// <summary>Rows are locked in this order, and nobody sees it.</summary>
    private static readonly string[] Unseen = ["Customer.Kind"];

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        new Sorts(eventData.Context!.Model).Visit(queryExpression);
        return queryExpression;
    }

    private sealed class Sorts(IModel model) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.DeclaringType == typeof(Queryable) && node.Method.Name is "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending")
            {
                new Texts(model).Visit(((LambdaExpression)((UnaryExpression)node.Arguments[1]).Operand).Body);
            }

            return base.VisitMethodCall(node);
        }
    }

    private sealed class Texts(IModel model) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node) =>
            node.Type == typeof(string) && node.Expression is { } row && model.FindEntityType(row.Type)?.FindProperty(node.Member.Name) is { } property
            && property.PropertyInfo?.IsDefined(typeof(SortedTextAttribute), inherit: false) != true && !Unseen.Contains($"{property.DeclaringType.ClrType.Name}.{property.Name}")
                ? throw new InvalidOperationException($"{property.DeclaringType.ClrType.Name}.{property.Name} is sorted by, and is no [SortedText].")
                : base.VisitMember(node);

        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            node.Method.Name is nameof(RelationalDbFunctionsExtensions.Collate) or "Member" ? node
            : node.Method.Name == "Text" ? throw new InvalidOperationException($"{node} is sorted by without a collation.")
            : base.VisitMethodCall(node);
    }
}
