comment on table notifications is 'What one person was told by one channel; dismissed ones are soft-deleted. The application may DELETE one that has expired, or is taken back unread.';
