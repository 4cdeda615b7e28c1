import Testing

@testable import DockerControl

@Suite struct `The images that a Dockerfile names` {
    private func bases(_ file: String, _ arguments: [String: String] = [:]) throws(DockerfileRefusal) -> [String] {
        try DockerfileBases(Array(file.utf8), arguments: arguments).all.map { "\($0.line) \($0.image)" }
    }

    private func refusal(_ file: String, _ arguments: [String: String] = [:]) -> DockerfileRefusal? {
        do throws(DockerfileRefusal) {
            _ = try bases(file, arguments)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("FROM nginx", ["1 nginx"]),
        ("from nginx\n", ["1 nginx"]),
        ("  From\t nginx:1 \t", ["1 nginx:1"]),
        ("\u{FEFF}FROM nginx", ["1 nginx"]),
        ("FROM nginx\r\nRUN true\r\n", ["1 nginx"]),
        ("\n\n# a comment\n  # another\nFROM nginx", ["5 nginx"]),
        ("FROM --platform=linux/amd64 nginx AS web", ["1 nginx"]),
        ("FROM --platform=$BUILDPLATFORM nginx as web", ["1 nginx"]),
        ("FROM ghcr.io:443/a/b:1@sha256:00", ["1 ghcr.io:443/a/b:1@sha256:00"]),
        ("FROM scratch", []),
        ("FROM scratch:1", ["1 scratch:1"]),
        ("FROM a/b AS x\nFROM x\nFROM x AS y\nFROM c/d", ["1 a/b", "4 c/d"]),
        ("FROM a/b AS Build-1.x_y\nFROM Build-1.x_y", ["1 a/b"]),
        ("FROM x AS x", ["1 x"]),
        // Not yet known when it is named.
        ("FROM later\nFROM a/b AS later", ["1 later", "2 a/b"]),
        // Engines that do not know the stage under way look for an image.
        ("FROM a/b AS x\nCOPY --from=x /a /b", ["1 a/b", "2 x"]),
    ]) func `FROM names them, but for stages and scratch`(file: String, expected: [String]) throws {
        #expect(try bases(file) == expected)
    }

    @Test(arguments: [
        ("FROM \\\nnginx", ["1 nginx"]),
        ("FR\\\nOM nginx", ["1 nginx"]),
        ("FROM \\ \t\n  # a comment\n\n  nginx", ["1 nginx"]),
        ("FROM a\\\n  # comment \\\n/b", ["1 a/b"]),
        ("FROM a/b\nRUN echo \\\n FROM evil\n", ["1 a/b"]),
        ("FROM a/b\nRUN echo \\\n# FROM evil\nFROM evil2\nFROM c/d", ["1 a/b", "5 c/d"]),
        ("FROM a/b\nRUN echo \\x\nFROM c/d", ["1 a/b", "3 c/d"]),
        ("FROM a/b\\", ["1 a/b"]),
        ("\\\nFROM a/b", ["1 a/b"]),
        ("# escape=`\nFROM a/b\nRUN echo \\\nFROM c/d\nRUN echo `\nFROM evil", ["2 a/b", "4 c/d"]),
        ("# escape=\\\nFROM a/b\nRUN echo `\nFROM c/d", ["2 a/b", "4 c/d"]),
        ("FROM a/b\n# escape=`\nRUN echo \\\nFROM evil", ["1 a/b"]),
    ]) func `lines are joined as engines do it`(file: String, expected: [String]) throws {
        #expect(try bases(file) == expected)
    }

    @Test(arguments: [
        ("ARG V=1\nFROM nginx:$V", [:], "nginx:1"),
        ("ARG V=1\nFROM nginx:${V}-alpine", [:], "nginx:1-alpine"),
        ("ARG V=1\nFROM nginx:$V", ["V": "2"], "nginx:2"),
        ("ARG V\nFROM nginx:$V", ["V": "2"], "nginx:2"),
        ("ARG V\nFROM nginx$V", [:], "nginx"),
        ("ARG V\nFROM nginx:${V:-3}", [:], "nginx:3"),
        ("ARG V=\nFROM nginx:${V:-3}", [:], "nginx:3"),
        ("ARG V=2\nFROM nginx:${V:-3}", [:], "nginx:2"),
        ("ARG V\nFROM nginx${V:+:4}", [:], "nginx"),
        ("ARG V=1\nFROM nginx${V:+:4}", [:], "nginx:4"),
        ("ARG V=\"1\"\nFROM nginx:$V", [:], "nginx:1"),
        ("ARG V='1'\nFROM nginx:$V", [:], "nginx:1"),
        ("ARG A=evil/a\nARG B=$A:1\nFROM $B", [:], "evil/a:1"),
        ("ARG A=evil/a\nARG B=${A}:1\nFROM $B", ["A": "b/c"], "b/c:1"),
        ("ARG A=evil/a B=2\nFROM $A:$B", [:], "evil/a:2"),
        ("ARG NOTE=\"two words $UNKNOWN\" A=b/c\nFROM $A", [:], "b/c"),
        ("ARG A=b/c\nARG A=evil\nFROM $A", ["A": "d/e"], "d/e"),
        // Values are put in once.
        ("ARG A=b/c\nFROM $A", ["A": "x/y"], "x/y"),
        ("ARG IMAGE=a/b\nFROM $IMAGE AS x\nARG IMAGE=evil\n", [:], "a/b"),
    ]) func `variables have the values that are given, else their defaults`(
        file: String, arguments: [String: String], expected: String
    ) throws {
        let all = try DockerfileBases(Array(file.utf8), arguments: arguments).all
        #expect(all.map(\.image) == [expected])
    }

    @Test(arguments: [
        "FROM $V", "ARG V=1\nFROM nginx:$W", "FROM $HTTP_PROXY", "ARG HTTP_PROXY\nFROM $HTTP_PROXY",
        "ARG TARGETARCH\nFROM a/b${TARGETARCH:+evil}", "ARG http_proxy\nFROM ${http_proxy:-a/b}",
        "ARG V=1\nFROM nginx:${V-2}", "ARG V=1\nFROM nginx:${V#x}", "ARG V=1\nFROM nginx:${V/a/b}",
        "ARG V=1\nFROM nginx:${V:-$V}", "ARG V=1\nFROM nginx:${V", "ARG V=1\nFROM nginx:${}", "FROM nginx:$", "FROM $1",
        "FROM $$", "ARG A=1\nARG A=2\nFROM $A", "ARG A=a/b\nARG Y=1 A=evil\nFROM $A", "ARG A=x B=$A\nFROM $B",
        "ARG A=a/'b'\nFROM $A", "ARG A='$B'\nFROM $A", "ARG A=$UNKNOWN\nFROM $A", "ARG A=x\\ny\nFROM a/b",
        "ARG A=\"x\nFROM a/b", "ARG \"A\"=x\nFROM a/b", "ARG Y=1\u{A0}A=evil\nFROM a/b",
    ]) func `a variable whose value is not certain is refused`(file: String) {
        #expect(refusal(file, ["HTTP_PROXY": "evil", "http_proxy": "evil", "W": "evil", "1": "evil"]) != nil)
    }

    @Test(arguments: [
        ("COPY --from=c/d /a /b", ["3 c/d"]),
        ("copy --chown=1:1 --from=c/d:1 [\"/a\", \"/b\"]", ["3 c/d:1"]),
        ("COPY --chown=$WHO --from=c/d --chmod=755 /a /b", ["3 c/d"]),
        ("COPY \\\n --from=c/d \\\n /a /b", ["3 c/d"]),
        ("COPY . --from=c/d", []),
        ("COPY --from=one /a /b\nCOPY --from=0 /a /b", []),
        ("RUN --mount=type=bind,from=c/d,target=/x true", ["3 c/d"]),
        ("RUN --mount=FROM=c/d --mount=type=cache,target=/x true", ["3 c/d"]),
        ("RUN --mount=type=bind,from=one,target=/x echo --mount=from=evil", []),
        ("ONBUILD COPY --from=c/d /a /b", ["3 c/d"]),
        ("ONBUILD run --mount=from=c/d true", ["3 c/d"]),
        // Whoever builds on it may have no such stage.
        ("ONBUILD COPY --from=one /a /b", ["3 one"]),
        ("RUN cat <<< FROM\nRUN echo a < b > c", []),
        ("ADD --chown=1 https://example.org/x /x\nCMD <<EOF\nHEALTHCHECK --interval=1s CMD true", []),
    ]) func `so do sources of copies and mounts`(step: String, expected: [String]) throws {
        #expect(try bases("FROM a/b AS one\nFROM one\n" + step) == ["1 a/b"] + expected)
    }

    @Test(arguments: [
        ("# syntax=docker/dockerfile-upstream:1\nFROM a/b", ["1 docker/dockerfile-upstream:1", "2 a/b"]),
        ("# syntax=evil/docker/dockerfile:1\nFROM a/b", ["1 evil/docker/dockerfile:1", "2 a/b"]),
        // Every engine reads it, and none fetches it.
        ("# syntax=docker/dockerfile:1\nFROM a/b", ["2 a/b"]),
        ("# syntax=docker.io/docker/dockerfile:1.7-labs\nFROM a/b", ["2 a/b"]),
        ("#syntax = evil/front --x\nFROM a/b", ["1 evil/front", "2 a/b"]),
        ("# a note\n\n# SynTax=evil/front\nFROM a/b", ["3 evil/front", "4 a/b"]),
        ("#!/usr/bin/env evil\n# syntax=evil/front\nFROM a/b", ["2 evil/front", "3 a/b"]),
        ("# syntax is = this\n# check=skip=all\nFROM a/b\n# syntax=evil", ["3 a/b"]),
    ]) func `so does the syntax`(file: String, expected: [String]) throws {
        #expect(try bases(file) == expected)
    }

    @Test(arguments: [
        // What only some engines take for the text of a file.
        "FROM a/b\nRUN <<EOF\nFROM evil\nEOF", "FROM a/b\nRUN cat <<-\"x\" > y", "FROM a/b\nCOPY <<a <<b /x/",
        "FROM a/b\nRUN 3<<EOF", "FROM a/b\nADD <<EOF /x", "FROM a/b\nONBUILD RUN <<EOF\nFROM evil\nEOF",
        "FROM a/b\nRUN ${X:-<<EOF}\nFROM evil\nEOF", "FROM a/b\nRUN cat <\\\n<EOF",
        // Ends of lines.
        "FROM a/b\nRUN echo \\\\\nFROM evil", "FROM a/b\nRUN echo \\\\\\ \nFROM evil", "FROM a/b\rFROM evil",
        "FROM a/b\nRUN x \\\r\r\nFROM evil", "FROM a/b\u{0}", "FROM\u{B}a/b", "FROM a/b\nRUN \u{1B}[0m",
        "FROM a/b\nRUN x \\\n\u{A0}\nFROM evil", "\u{2003}FROM evil\nFROM a/b", "\u{85}# escape=`\nFROM a/b",
        // Directives.
        "# syntax=docker/dockerfile:1\n# escape=`\nFROM a/b", " # escape=`\nFROM a/b", "# escape=`x\nFROM a/b",
        "# escape=`\n# escape=`\nFROM a/b", "\n# escape=`\nFROM a/b", "# escape=x\nFROM a/b",
        "# syntax=a/b\n# syntax=c/d\nFROM a/b", "# syntax=\nFROM a/b",
        // Instructions.
        "", "\n# nothing\n", "RUN true", "RUN true\nFROM a/b", "FROM a/b\nINCLUDE evil", "FROM a/b\n// syntax=evil",
        "{\"syntax\": \"evil\"}\nFROM a/b", "FROM\u{A0}evil", "FR\u{D6}M a/b", "FROM a/b\nEOF", "ARG A=1",
        // FROM.
        "FROM", "FROM a/b c/d", "FROM a/b AS", "FROM a/b TO x", "FROM a/b AS x y", "FROM a/b AS $X", "FROM a/b AS 1x",
        "FROM a/b AS x/y", "FROM \"a/b\"", "FROM 'a/b'", "FROM a\\/b", "FROM `a`", "FROM --platform=\"a\" a/b",
        "FROM --evil=x a/b", "FROM -- a/b", "FROM a/b\u{A0}", "FROM \u{A0}--platform=x a/b", "FROM a/b#c",
        // What engines may take for an image that is there, or for no image at all.
        "FROM 0a1b2c3d4e5f", "FROM cafe", "FROM 0", "FROM sha256:0a1b", "FROM docker-archive:x.tar", "FROM dir:x",
        "FROM OCI:x:y", "FROM containers-storage:x",
        // Stages in other letters.
        "FROM a/b AS Build\nFROM build", "FROM a/b AS one\nCOPY --from=one /a /b\nFROM c/d\nCOPY --from=ONE /a /b",
        // Sources.
        "FROM a/b\nCOPY --from=$X /a /b", "FROM a/b\nCOPY --from= /a /b", "FROM a/b\nCOPY --\"from\"=evil /a /b",
        "FROM a/b\nCOPY --fr\\om=evil /a /b", "FROM a/b\nCOPY --chown=\u{E0}--from=evil /a /b",
        "FROM a/b\nCOPY --link\u{A0}--from=evil /a /b", "FROM a/b\nCOPY \u{A0}--from=evil /a /b",
        "FROM a/b\nCOPY --link \u{A0}--from=evil /a /b", "FROM a/b\nCOPY --$X=evil /a /b",
        "FROM a/b\nCOPY --from=0 /a /b", "FROM a/b\nCOPY --from=7 /a /b",
        "FROM a/b\nONBUILD COPY --from=0 /a /b", "FROM a/b\nRUN --mount=type=bind,$X true",
        "FROM a/b\nRUN --mount=type=bind,\"from=evil\" true", "FROM a/b\nRUN --mount=type=image,source=evil true",
        "FROM a/b\nRUN --mount=from true", "FROM a/b\nRUN --from=evil true", "FROM a/b\nONBUILD FROM evil",
        "FROM a/b\nONBUILD ONBUILD COPY --from=evil /a /b", "FROM a/b\nONBUILD --x COPY --from=evil /a /b",
        "FROM a/b\nONBUILD", "FROM a/b\nONBUILD \u{A0}COPY --from=evil /a /b",
    ]) func `what engines could read in two ways is refused`(file: String) {
        #expect(refusal(file) != nil)
    }

    @Test func `a refusal tells the line`() {
        #expect(refusal("FROM a/b\n\nRUN \\\n x\nINCLUDE evil")?.description == "line 5: 'INCLUDE' is no instruction")
        #expect(refusal("\u{1B}[31m")?.line == 1)
        #expect(refusal("FROM a/b\n\u{202E}[31m")?.description.contains("\u{202E}") == false)
    }

    @Test func `bytes that are no text, and too many of them, are refused`() {
        for file in [[0x46, 0xFF], Array("FROM a/b\n#".utf8) + [UInt8](repeating: 0x41, count: 256 << 10)] {
            #expect(throws: DockerfileRefusal.self) { try DockerfileBases(file, arguments: [:]) }
        }
    }

    @Test func `a file of the greatest size is read quickly`() throws {
        let stages = (0..<9_000).map { "FROM a/b AS s\($0)\nCOPY --from=s\($0) a b\n" }.joined()
        let file = Array(stages.utf8.prefix(DockerfileLines.byteLimit - 1))
        _ = try? DockerfileBases(file, arguments: [:])
        let joined = "FROM a/b\nRUN x" + String(repeating: " \\\n", count: 80_000)
        #expect(try bases(joined) == ["1 a/b"])
    }

    @Test func `no bytes trap`() {
        let parts = [
            "FROM ", "a/b", "\n", "\\\n", "ARG ", "A=", "$A", "${", "}", ":-", "COPY --from=", "\"", "#", "<<",
        ]
        var random = SeededBytes(seed: 42)
        for _ in 0..<3_000 {
            var file: [UInt8] = []
            for _ in 0..<random.next() % 30 {
                if random.next() % 8 == 0 {
                    file += random.bytes(upTo: 3)
                } else {
                    file += Array(parts[Int(random.next() % UInt64(parts.count))].utf8)
                }
            }
            _ = try? DockerfileBases(file, arguments: ["A": "x"])
        }
    }
}
