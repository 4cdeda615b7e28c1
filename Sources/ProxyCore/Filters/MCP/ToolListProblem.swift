/// Why a list of tools is not passed on.
enum ToolListProblem: String {
    case tooLong = "The server's list of tools is too long to be checked"
    case unreadable = "The server's list of tools is not valid JSON"
    case encoded = "The server's list of tools is compressed though that was not asked for"
}
