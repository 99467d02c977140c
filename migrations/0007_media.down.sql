drop table media_collection_items;
drop table media_collections;
drop table media;
