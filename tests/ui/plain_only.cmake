# SPDX-License-Identifier: GPL-3.0-or-later
# Fails if a QML file outside plain/ uses a text component that renders HTML from the network.
file(GLOB_RECURSE files ${UI}/*.qml)
set(bad "")
foreach(file IN LISTS files)
    if(file MATCHES "/plain/Plain[A-Za-z]*\\.qml$")
        continue()
    endif()
    file(STRINGS ${file} lines)
    foreach(line IN LISTS lines)
        if(line MATCHES "(^|[^A-Za-z.])(Text|Label|ToolTip|TextEdit)[ \t]*{"
           OR line MATCHES "ToolTip\\.text" OR line MATCHES "RichText|StyledText|AutoText|MarkdownText")
            string(APPEND bad "${file}: ${line}\n")
        endif()
    endforeach()
endforeach()
if(bad)
    message(FATAL_ERROR "Show text through PlainText, PlainBlock or PlainToolTip:\n${bad}")
endif()
