# same.sh A B: that two corpora have the same bytes, wherever that is promised.
set -e
for folder in documents removed tokens; do diff -r "$1/$folder" "$2/$folder"; done
cmp "$1/mixture.txtpb" "$2/mixture.txtpb"
cmp "$1/datasheet.json" "$2/datasheet.json"
cmp "$1/datasheet.html" "$2/datasheet.html"
