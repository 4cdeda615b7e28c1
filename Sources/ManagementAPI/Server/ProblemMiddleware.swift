internal import Hummingbird
internal import Logging
internal import ProxyCore
internal import ProxyModel

/// Turns what the router itself refuses, and what nobody expected, into problem documents.
struct ProblemMiddleware: RouterMiddleware {
    @concurrent func handle(
        _ input: Request, context: LocalRequestContext,
        next: @concurrent (Request, LocalRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(input, context)
        } catch let error as HTTPError where error.status == .notFound {
            return answer(Problem(.notFound, "there is nothing at this path"), context)
        } catch {
            context.logger.error("unexpected failure", metadata: ["error": "\(error)"])
            return answer(Problem(.internalError, "see the log under the request's id"), context)
        }
    }

    private func answer(_ problem: Problem, _ context: LocalRequestContext) -> Response {
        ManagementRouter.response(RenderedAnswer(problem, requestID: context.local.requestID))
    }
}
